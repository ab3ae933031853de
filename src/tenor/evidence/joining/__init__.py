"""Joining: names to entities, claims to deals, deals and claims to links, documents to lineages."""
