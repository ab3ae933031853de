"""Rules: numbers of a document with their meaning, without any model."""

from tenor.evidence.rules.reading import extract

__all__ = ["extract"]
