"""Fixtures of the tests of the extractor that asks a model."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from chat_server import chat, document

__all__ = ["chat", "document"]
