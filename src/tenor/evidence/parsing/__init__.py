"""The optional parser: dependency structure, put to what the rules have found.

Needs the extra ``parser``: spaCy and one model, whose files are checked before they are loaded.
"""
