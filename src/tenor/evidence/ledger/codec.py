"""Claims, zones and metadata to JSON and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from tenor.evidence.model import Candidate, Claim, Given, Mention, Party, Span, Voice, Zone


def to_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def from_json(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text)


def pack_claim(claim: Claim) -> str:
    """Return a claim as JSON text, without the path: that is the document's, not the claim's."""
    packed = _packed(claim)
    packed["path"] = ""
    return to_json(packed)


def unpack_claim(text: str, path: str) -> Claim:
    """Return the claim of a JSON text; keys that this version does not know are left out."""
    body = json.loads(text)
    held = body.pop("candidate")
    mention = _known(Mention, held.pop("mention"))
    if mention.get("cue") is not None:
        mention["cue"] = tuple(mention["cue"])
    candidate = _known(Candidate, held)
    candidate["parties"] = tuple(_with_span(Party, p) for p in held.get("parties", ()))
    candidate["attribution"] = tuple(_with_span(Voice, v) for v in held.get("attribution", ()))
    candidate["spans"] = {name: Span(**span) for name, span in held.get("spans", {}).items()}
    whole = Candidate(mention=Mention(**mention), **candidate)
    return Claim(candidate=whole, **{**_known(Claim, body), "path": path})


def _packed(value: Any) -> Any:
    """Return an object as plain JSON values; what is empty or as always is left out."""
    kind = type(value)
    if kind is Span:
        return {"start": value.start, "end": value.end, "exact": value.exact}
    if kind in _PLAIN:
        return value
    names = _NAMES.get(kind)
    if names is not None:
        packed = {}
        for name, default in names:
            held = getattr(value, name)
            if held is None or held == default:
                continue
            if type(held) in _PLAIN:
                packed[name] = held
            elif held:
                packed[name] = _packed(held)
        return packed
    if isinstance(value, tuple):
        return [_packed(held) for held in value]
    if isinstance(value, Mapping):
        return {name: _packed(held) for name, held in value.items()}
    return value


def _plain_defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, None if field.default is MISSING else field.default) for field in fields(kind)
    )


_PLAIN = frozenset({str, int, float, bool, type(None)})
_NAMES: dict[type, tuple[tuple[str, Any], ...]] = {
    kind: _plain_defaults(kind) for kind in (Claim, Candidate, Mention, Party, Span, Voice)
}
_NEEDED: dict[type, set[str]] = {
    kind: {field.name for field in fields(kind) if field.default is MISSING}
    - {"spans", "candidate", "mention"}
    for kind in _NAMES
}


def pack_zones(zones: Iterable[Zone]) -> str:
    """Return zones as JSON text."""
    return to_json([[zone.start, zone.end, zone.kind] for zone in zones])


def unpack_zones(text: str) -> tuple[Zone, ...]:
    """Return the zones of a JSON text."""
    return tuple(Zone(*row) for row in json.loads(text))


def pack_given(values: Mapping[str, Given]) -> str:
    """Return metadata as JSON text."""
    return to_json({name: [given.value, given.origin] for name, given in values.items()})


def unpack_given(text: str) -> dict[str, Given]:
    """Return the metadata of a JSON text."""
    return {name: Given(*pair) for name, pair in json.loads(text).items()}


def _with_span(kind: type, held: Mapping[str, Any]) -> Any:
    span = held.get("span")
    return kind(**{**_known(kind, held), "span": Span(**span) if span else None})


def _known(kind: type, held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a class; those that were left out are None."""
    known = {name: held[name] for name, _ in _NAMES[kind] if name in held}
    return dict.fromkeys(_NEEDED[kind] - known.keys()) | known
