"""Build hook: leave named data snapshots out of a wheel.

``TENOR_WITHOUT=wmd,baci python -m build`` builds a wheel without those
snapshots (their records stay, marked as left out), for places where a licence
does not allow the data to be passed on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BOX = Path("src/tenor/data/box")


class SnapshotHook(BuildHookInterface):
    """Exclude the snapshot files named in ``TENOR_WITHOUT``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Refuse unknown names, then drop the named files from the build."""
        names = [n.strip() for n in os.environ.get("TENOR_WITHOUT", "").split(",") if n.strip()]
        held = {p.stem: p.name for p in (Path(self.root) / BOX).iterdir() if p.name[0] != "."}
        unknown = sorted(set(names) - set(held))
        if unknown:
            raise ValueError(f"TENOR_WITHOUT names {unknown}; the snapshots are {sorted(held)}")
        excluded = [f"/{BOX.as_posix()}/{held[name]}" for name in names]
        self.build_config.target_config.setdefault("exclude", []).extend(excluded)
