"""An extractor that asks a model behind the user's own endpoint: opt-in, recorded, not trusted."""

from tenor.evidence.llm.extractor import LlmExtractor, Refused
from tenor.evidence.llm.settings import KEY_VARIABLE, Limits, Settings
from tenor.evidence.protocol import NotReadError

__all__ = ["KEY_VARIABLE", "Limits", "LlmExtractor", "NotReadError", "Refused", "Settings"]
