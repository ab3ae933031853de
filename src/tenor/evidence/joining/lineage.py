"""Lineage: what has one origin counts once.

Documents are of one origin where their texts nearly agree (shingles and minhash) or one holds a
large part of the sentences of the other. Claims about one thing are of one lineage where their
documents are, where they name the same speaker, where they stand in the same sentence, or where
they give the same figure and not both name a source, since who names none may have copied.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.entities import NOWHERE, Resolver
from tenor.evidence.joining.groups import Groups
from tenor.evidence.joining.keys import SENTENCE_WORDS, Keyed
from tenor.evidence.model import Document

Hashes = NDArray[np.uint64]

SHINGLE = 5
"""Words in a shingle."""
BANDS, ROWS = 16, 4
LIKE = 0.5
"""Share of common shingles from which two documents are of one origin."""
HELD = 0.4
"""Share of the shorter document's words in common sentences from which they are."""
FEW_WORDS = 20
_WORDS = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"[.!?][\"”’)]*\s+|\n+")
_SEED = 20250908


@dataclass(frozen=True, slots=True)
class Lineage:
    """Claims that count once.

    Attributes
    ----------
    id : str
    claims, documents : tuple of str
    why : tuple of str
        What held them together, each reason once.
    """

    id: str
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    why: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the lineage as a JSON object."""
        return {
            "id": self.id,
            "claims": list(self.claims),
            "documents": list(self.documents),
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class Lineages:
    """The lineage of each claim, the origin of each document, and who named which source."""

    of: Mapping[str, str]
    all: tuple[Lineage, ...]
    origins: Mapping[str, str]
    copies: Mapping[tuple[str, str], str]
    sources: Mapping[str, str | None]

    def independent(self, first: Keyed, second: Keyed) -> bool:
        """Tell whether two claims are shown to be independent: other lineages, named sources."""
        one, other = self.sources.get(first.id), self.sources.get(second.id)
        return (
            self.of[first.id] != self.of[second.id]
            and one is not None
            and other is not None
            and one != other
        )


def find_lineages(
    keyed: Sequence[Keyed],
    documents: Iterable[Document] = (),
    *,
    deals: Mapping[str, str] = MappingProxyType({}),
    names: Gazetteer | None = None,
) -> Lineages:
    """Return the lineages of claims.

    Parameters
    ----------
    keyed : sequence of Keyed
    documents : iterable of Document
        Texts at hand; without a text only its speakers and figures tell a document's origin.
    deals : mapping
        Deal of each claim that has one.
    names : Gazetteer, optional
    """
    held = {document.id: document for document in documents}
    origin = find_origins(held.values())
    resolver = Resolver(names)
    sources = {k.id: source_of(k, held.get(k.document), resolver) for k in keyed}
    groups: Groups[str] = Groups(k.id for k in keyed)
    for members in _by_thing(keyed, deals).values():
        _join_thing(members, groups, origin, sources)
    return _collect(keyed, groups, origin, sources)


def find_origins(documents: Iterable[Document]) -> Groups[str]:
    """Return the groups of documents of one origin, with the reason of each step.

    Signatures of `BANDS` x `ROWS` minhashes are kept in bands; documents that share a band are
    compared with the first of the band. The work is linear in the number of documents.
    """
    held = sorted({document.id: document for document in documents}.items())
    groups: Groups[str] = Groups(name for name, _ in held)
    shingles: dict[str, Hashes] = {}
    bands: dict[tuple[int, bytes], str] = {}
    sentences: dict[str, dict[int, int]] = {}
    first_with: dict[int, str] = {}
    factors = _factors()
    for name, document in held:
        text = plain_text(document)
        words = _WORDS.findall(text.casefold())
        if len(words) < FEW_WORDS:
            continue
        shingles[name] = hash_shingles(words)
        signature = sign(shingles[name], factors)
        firsts = {bands.setdefault(band, name) for band in _bands(signature)} - {name}
        for first in sorted(firsts):
            share = likeness(shingles[first], shingles[name])
            if share >= LIKE:
                groups.join(first, name, f"{share:.0%} of the word runs agree")
        sentences[name] = hash_sentences(text)
        _join_sentences(name, sentences, first_with, groups)
    return groups


def plain_text(document: Document) -> str:
    """Return the text of a document without what is no part of it."""
    kept = [z for z in document.zones if z.kind not in {"boilerplate", "pull_quote"}]
    if not kept:
        return document.text
    return "\n".join(document.text[zone.start : zone.end] for zone in kept)


def hash_shingles(words: Sequence[str]) -> Hashes:
    """Return the distinct hashes of all runs of `SHINGLE` words, sorted."""
    codes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    size = max(1, len(codes) - SHINGLE + 1)
    mixed = np.zeros(size, dtype=np.uint64)
    for place in range(min(SHINGLE, len(codes))):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[place : place + size]
    mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed * np.uint64(0xBF58476D1CE4E5B9))


def likeness(first: Hashes, second: Hashes) -> float:
    r"""Return the share of common shingles: the common ones over all of both.

    .. math:: J = |A \cap B| / |A \cup B|
    """
    common = np.intersect1d(first, second, assume_unique=True).size
    return float(common / max(1, first.size + second.size - common))


def sign(shingles: Hashes, factors: Hashes) -> Hashes:
    """Return the minhash signature of a set of shingles."""
    return np.asarray((shingles[:, None] * factors[None, :]).min(axis=0), dtype=np.uint64)


def hash_sentences(text: str) -> dict[int, int]:
    """Return the hash and number of words of each sentence of some length."""
    found: dict[int, int] = {}
    for sentence in _ENDS.split(text):
        words = _WORDS.findall(sentence.casefold())
        if len(words) >= SENTENCE_WORDS:
            digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
            found[int.from_bytes(digest, "big")] = len(words)
    return found


def source_of(keyed: Keyed, document: Document | None, resolver: Resolver) -> str | None:
    """Return who a claim comes from: the last of the speakers, else a publisher that is a body.

    The bodies of one state are one source, and so are persons of one last name.
    """
    chain = keyed.claim.candidate.attribution
    named = chain[-1].speaker if chain else document.publisher.value if document else None
    known = resolver.resolve(named, NOWHERE)
    if known is None or known.kind == "described":
        return None
    if not chain and known.kind not in {"company", "agency", "country"}:
        return None
    if known.kind in {"agency", "country"} and known.country:
        return f"state/{known.country}"
    if known.kind == "unknown":  # a person's name comes with and without titles and first names
        return f"name/{known.id.rsplit('-', 1)[-1].removeprefix('name/')}"
    return known.id


def thing_of(keyed: Keyed, deal: str | None = None) -> tuple[object, ...]:
    """Return what a claim is about, without its figure: its deal, or subject and scope."""
    c = keyed
    if deal is not None:
        return ("deal", deal, c.unit[0])
    return (c.measure, c.root or c.topic, c.object, c.commodity, c.stage, c.basis, c.unit)


def value_key(keyed: Keyed) -> tuple[str, str]:
    """Return the figure of a claim to four digits, for equality."""
    return (_digits(keyed.low), _digits(keyed.high))


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.3e}"


def _by_thing(
    keyed: Sequence[Keyed], deals: Mapping[str, str]
) -> dict[tuple[object, ...], list[Keyed]]:
    found: dict[tuple[object, ...], list[Keyed]] = {}
    for claim in sorted(keyed, key=lambda k: k.id):
        found.setdefault(thing_of(claim, deals.get(claim.id)), []).append(claim)
    return found


def _join_thing(
    members: Sequence[Keyed],
    groups: Groups[str],
    origin: Groups[str],
    sources: Mapping[str, str | None],
) -> None:
    """Join the claims about one thing; each is compared with the first of its kind only."""
    firsts: dict[tuple[str, object], str] = {}
    for claim in members:
        source = sources[claim.id]
        marks: list[tuple[str, object, str]] = [
            ("origin", origin.find(claim.document), "their documents have one origin")
        ]
        if source is not None:
            marks.append(("source", source, f"both come from {source}"))
        if len(claim.sentence.split()) >= SENTENCE_WORDS:
            marks.append(("sentence", claim.sentence, "the same sentence"))
        if source is None:
            reason = "the same figure, and neither names a source of its own"
            marks.append(("figure", value_key(claim), reason))
        for kind, mark, reason in marks:
            first = firsts.setdefault((kind, mark), claim.id)
            groups.join(first, claim.id, reason)
    for claim in members:
        unnamed = firsts.get(("figure", value_key(claim)))
        if sources[claim.id] is not None and unnamed is not None:
            taken = firsts.setdefault(("taken", value_key(claim)), claim.id)
            if taken == claim.id:
                groups.join(unnamed, claim.id, "the same figure, and one names no source")


def _collect(
    keyed: Sequence[Keyed],
    groups: Groups[str],
    origin: Groups[str],
    sources: Mapping[str, str | None],
) -> Lineages:
    documents = {k.id: k.document for k in keyed}
    why: dict[str, Counter[str]] = {}
    for (first, _), reason in groups.reasons.items():
        why.setdefault(groups.find(first), Counter())[reason] += 1
    found: list[Lineage] = []
    of: dict[str, str] = {}
    for root, members in groups.groups().items():
        lineage = f"line-{root.removeprefix('claim-')}"
        of.update(dict.fromkeys(members, lineage))
        papers = tuple(sorted({documents[m] for m in members}))
        found.append(Lineage(lineage, tuple(members), papers, tuple(sorted(why.get(root, ())))))
    origins = {name: origin.find(name) for name in sorted(set(documents.values()))}
    return Lineages(of, tuple(found), origins, dict(origin.reasons), dict(sources))


def _join_sentences(
    name: str,
    sentences: Mapping[str, Mapping[int, int]],
    first_with: dict[int, str],
    groups: Groups[str],
) -> None:
    """Join a document with the ones that first held enough of its sentences."""
    common: Counter[str] = Counter()
    for mark, words in sentences[name].items():
        first = first_with.setdefault(mark, name)
        if first != name:
            common[first] += words
    own = sum(sentences[name].values())
    for first, words in sorted(common.items()):
        shorter = min(own, sum(sentences[first].values()))
        if words >= HELD * shorter:
            groups.join(first, name, f"{words / shorter:.0%} of the shorter stands in both")


def _factors() -> Hashes:
    rng = np.random.default_rng(_SEED)
    odd = rng.integers(1, 2**63, size=BANDS * ROWS, dtype=np.uint64) * np.uint64(2)
    return np.asarray(odd + np.uint64(1), dtype=np.uint64)


def _bands(signature: Hashes) -> Iterator[tuple[int, bytes]]:
    for band in range(BANDS):
        yield band, signature[band * ROWS : (band + 1) * ROWS].tobytes()
