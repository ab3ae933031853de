"""Evidence: documents to mentions, claims, a ledger, deals and assumptions."""
