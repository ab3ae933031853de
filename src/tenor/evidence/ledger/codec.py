"""Claims, zones and metadata to JSON and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from tenor.evidence.model import Candidate, Claim, Given, Mention, Party, Span, Voice, Zone


def to_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def from_json(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text)


def pack_claim(claim: Claim) -> str:
    """Return a claim as JSON text, without the path: that is the document's, not the claim's."""
    body = asdict(claim)
    del body["path"]
    body["candidate"]["spans"] = {
        name: asdict(span) for name, span in sorted(claim.candidate.spans.items())
    }
    return to_json(body)


def unpack_claim(text: str, path: str) -> Claim:
    """Return the claim of a JSON text; keys that this version does not know are left out."""
    body = json.loads(text)
    held = body.pop("candidate")
    mention = _known(Mention, held.pop("mention"))
    if mention.get("cue") is not None:
        mention["cue"] = tuple(mention["cue"])
    candidate = _known(Candidate, held)
    candidate["parties"] = tuple(
        Party(**{**_known(Party, p), "span": _span(p.get("span"))}) for p in held.get("parties", ())
    )
    candidate["attribution"] = tuple(
        Voice(**{**_known(Voice, v), "span": _span(v.get("span"))})
        for v in held.get("attribution", ())
    )
    candidate["spans"] = {name: Span(**span) for name, span in held.get("spans", {}).items()}
    whole = Candidate(mention=Mention(**mention), **candidate)
    return Claim(candidate=whole, path=path, **_known(Claim, body))


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


def _span(held: Mapping[str, Any] | None) -> Span | None:
    return Span(**held) if held else None


def _known(kind: type, held: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in held.items() if name in names}
