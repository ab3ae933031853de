"""Scores of an extractor on labelled documents, layer by layer.

A label and a claim match where their spans overlap; of several, the one with the right value
counts first. Optional labels count neither when found nor when missed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError
from tenor.evidence.extracting import find_extractor
from tenor.evidence.loading import load_document
from tenor.evidence.model import Candidate, Document
from tenor.evidence.protocol import Extractor
from tenor.evidence.verifying import verify
from tenor.evidence.vocabulary import MEASURES, MONEY, firmness

TOLERANCE = 1e-6
TON = (0.907, 1.0161)
"""What a label of one ton may be in tonnes."""

_WORD = re.compile(r"[a-z]+")
_SMALL = frozenset({"of", "the", "and", "for"})
_EMPTY = frozenset({"the", "of", "and", "a", "an", "minister", "ministry", "mr", "ms", "dr"})

Label = Mapping[str, Any]


@dataclass
class Tally:
    """Right answers out of all that were asked."""

    right: int = 0
    asked: int = 0

    def add(self, is_right: bool) -> None:
        """Count one answer."""
        self.right += is_right
        self.asked += 1

    def as_dict(self) -> dict[str, Any]:
        """Return the share with its counts; null where nothing was asked."""
        share = self.right / self.asked if self.asked else None
        return {"value": share, "right": self.right, "of": self.asked}


@dataclass
class Score:
    """All tallies of one run."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    too_firm: int = 0
    boilerplate: int = 0
    doubled: int = 0
    documents: int = 0

    def tally(self, name: str) -> Tally:
        """Return the tally of a layer."""
        return self.tallies.setdefault(name, Tally())

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as the JSON object of ``tenor evidence score``."""
        deals = self.tally("status").asked
        worst = self.confusion.most_common(10)
        return {
            "documents": self.documents,
            "layers": {name: tally.as_dict() for name, tally in sorted(self.tallies.items())},
            "too_firm": {
                "value": self.too_firm / deals if deals else None,
                "count": self.too_firm,
                "of": deals,
            },
            "claims_from_boilerplate": self.boilerplate,
            "values_claimed_twice": self.doubled,
            "status_confusion": [
                {"label": label, "claim": claim, "count": count} for (label, claim), count in worst
            ],
        }


def score_folder(
    labels: Path, documents: Path, *, extractor: Extractor | None = None
) -> dict[str, Any]:
    """Return the scores of an extractor on a labelled folder.

    Parameters
    ----------
    labels : Path
        JSON: ``{file: {"claims": [...], "traps": [...]}}``.
    documents : Path
        Folder of the files.

    Raises
    ------
    DataError
        The labels cannot be read, or a file that they name is not there.
    """
    held = read_labels(labels)
    missing = [name for name in held if not (documents / name).is_file()]
    if missing:
        raise DataError(f"{documents}: {len(missing)} labelled file(s) are missing: {missing[0]}")
    used = find_extractor() if extractor is None else extractor
    score = Score()
    for name, entry in held.items():
        document = load_document(documents / name)
        found = [c for c in used.extract(document) if verify(c, document) is None]
        score_document(score, document, found, entry)
    return score.as_dict()


def read_labels(path: Path) -> dict[str, Any]:
    """Return the labels of a folder; raise DataError where they are not of the form."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(held, dict) or not all(
        isinstance(entry, dict) and isinstance(entry.get("claims"), list) for entry in held.values()
    ):
        raise DataError(f'{path}: expected {{file: {{"claims": [...], "traps": [...]}}}}')
    return held


def score_document(
    score: Score, document: Document, found: Sequence[Candidate], entry: Mapping[str, Any]
) -> None:
    """Add one document to a score."""
    score.documents += 1
    labels: list[Label] = entry["claims"]
    traps: list[Label] = entry.get("traps", [])
    seen: set[tuple[int, int, str]] = set()
    for claim in found:
        key = (claim.mention.start, claim.mention.end, claim.measure)
        score.doubled += key in seen
        seen.add(key)
        hit = any(overlap(claim, label) for label in labels)
        trapped = [t for t in traps if overlap(claim, t)]
        score.boilerplate += document.zone_at(claim.mention.start) == "boilerplate"
        score.boilerplate += not hit and any(t.get("kind") == "boilerplate" for t in trapped)
        score.tally("claim_precision").add(hit)
        if is_money_or_share(claim):
            score.tally("money_percent_precision").add(
                hit and any(overlap(claim, lab) and same_value(claim, lab) for lab in labels)
            )
    for label in labels:
        if not label.get("optional"):
            score_label(score, document, label, [c for c in found if overlap(c, label)])


def score_label(score: Score, document: Document, label: Label, near: Sequence[Candidate]) -> None:
    """Add one label to a score."""
    right = [claim for claim in near if same_value(claim, label)]
    best = next(iter(right or near), None)
    score.tally("claim_recall").add(best is not None)
    layer = "money_percent_recall" if is_money_or_share_label(label) else "quantity_recall"
    score.tally(layer).add(bool(right))
    if label.get("speaker"):
        voices = [voice.speaker for voice in best.attribution] if best else []
        score.tally("attribution_recall").add(any(same_name(label["speaker"], v) for v in voices))
    if best is None:
        return
    score.tally("value").add(bool(right))
    score.tally("bound").add(best.mention.bound == label["bound"] or bool(right))
    score.tally("measure").add(best.measure in accepted_measures(label))
    score.tally("modality").add(best.modality == label["modality"])
    score.tally("polarity").add(best.polarity == label["polarity"])
    for party in label.get("parties", []):
        matched = [p for p in best.parties if same_name(party["name"], p.name)]
        score.tally("party_recall").add(bool(matched))
        if matched:
            score.tally("role").add(any(p.role == party["role"] for p in matched))
    if label.get("status_scored"):
        allowed = {label["status"], *(label.get("status_ok") or [])}
        score.tally("status").add(best.status in allowed)
        if best.status not in allowed:
            score.confusion[str(label["status"]), str(best.status)] += 1
        score.too_firm += firmness(best.status) > max(firmness(word) for word in allowed)


def accepted_measures(label: Label) -> set[str]:
    """Return the measures that a label accepts.

    A label that says ``other`` because its writer's list was shorter names what it means in
    ``measure_hint``; that counts where it is a measure of ours, or begins with one.

    Examples
    --------
    >>> sorted(accepted_measures({"measure": "other", "measure_hint": "count_people"}))
    ['count', 'other']
    """
    named = {label["measure"], *(label.get("measure_alt") or [])}
    hint = str(label.get("measure_hint") or "")
    return named | {word for word in MEASURES if hint == word or hint.startswith(f"{word}_")}


def overlap(claim: Candidate, label: Label) -> bool:
    """Return whether the spans of a claim and a label overlap."""
    return bool(claim.mention.start < label["end"] and claim.mention.end > label["start"])


def same_value(claim: Candidate, label: Label) -> bool:
    """Return whether a claim says the value of a label, with its unit and bound."""
    mention = claim.mention
    factor = convert_unit(mention.unit, mention.per, label)
    if factor is None:
        return False
    low, high = label["low"], label["high"]
    own_low, own_high, point = (
        None if value is None else value * factor
        for value in (mention.low, mention.high, mention.point)
    )
    if close(own_low, low) and close(own_high, high):
        return True
    if label["bound"] == "~":
        return point is not None and close(point, low if low is not None else high)
    if label["unit"] == "t":
        pairs = [(own_low, low), (own_high, high)]
        return all(
            (a is None) == (b is None) and (a is None or b == 0 or TON[0] <= a / b <= TON[1])
            for a, b in pairs
        )
    return False


def convert_unit(unit: str, per: str | None, label: Label) -> float | None:
    """Return the factor from a unit to that of a label; None where they are not one kind.

    ``per`` counts where the label states one; it may stand in the unit, as in dmtu.

    Examples
    --------
    >>> convert_unit("km2", None, {"unit": "ha"})
    100.0
    >>> convert_unit("USD", "kg", {"unit": "USD", "per": "t"})
    1000.0
    >>> convert_unit("EUR", None, {"unit": "USD"}) is None
    True
    """
    factor = _ratio(unit, label["unit"])
    if factor is None or label.get("per") is None:
        return factor
    wanted = label["per"].removeprefix("per_")
    own = (per or "").removeprefix("per_")
    if own == wanted or {own, wanted} == {"mtu", "dmtu"}:
        return factor
    ratio = _ratio(own, wanted)
    return None if ratio is None else factor / ratio


def _ratio(one: str, other: str) -> float | None:
    if one == other or {one, other} == {"count", "ratio"}:
        return 1.0
    return next(
        (units[one] / units[other] for units in _SAME_KIND if one in units and other in units), None
    )


_SAME_KIND: tuple[Mapping[str, float], ...] = (
    {"km": 1.0, "m": 1e-3, "mi": 1.609344, "ft": 3.048e-4},
    {"ha": 1.0, "km2": 100.0, "acre": 0.40468564224, "m2": 1e-4},
    {"fraction": 1.0, "g/t": 1e-6},
    {"t": 1.0, "kg": 1e-3, "oz": 3.11034768e-5, "lb": 4.5359237e-4},
)
"""Units of one kind with their factors to the first; labels may name any of them."""


def close(a: float | None, b: float | None) -> bool:
    """Return whether two values are equal, unknown only to unknown."""
    if a is None or b is None:
        return a is b
    return abs(abs(a) - abs(b)) <= TOLERANCE * max(abs(a), abs(b), TOLERANCE)


def is_money_or_share(claim: Candidate) -> bool:
    """Return whether a claim is of money or percent."""
    return claim.mention.dimension in (MONEY, "fraction")


def is_money_or_share_label(label: Label) -> bool:
    """Return whether a label is of money or percent."""
    unit = str(label["unit"])
    return unit == "fraction" or (len(unit) == 3 and unit.isupper())


def same_name(one: str, other: str) -> bool:
    """Return whether two names share a telling word, or one is the other's initials."""
    a, b = (set(_WORD.findall(name.casefold())) - _EMPTY for name in (one, other))
    if a & b:
        return True
    return is_short(one, other) or is_short(other, one)


def is_short(short: str, long: str) -> bool:
    """Return whether a short name in capitals is the initials of a long one."""
    words = [word for word in _WORD.findall(long.casefold()) if word not in _SMALL]
    return short.isupper() and short.casefold() == "".join(word[0] for word in words)


def summarise(score: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Yield the layers as rows of a table: name, share, counts."""
    for name, entry in score["layers"].items():
        share = "-" if entry["value"] is None else f"{entry['value']:.3f}"
        yield name.replace("_", " "), share, f"{entry['right']} of {entry['of']}"
