"""Loading: bytes of a text, a page or a PDF to a `Document` with zones and metadata."""

from tenor.evidence.loading.load import MAX_BYTES, load_bytes, load_document
from tenor.evidence.loading.paths import Found, find_documents

__all__ = ["MAX_BYTES", "Found", "find_documents", "load_bytes", "load_document"]
