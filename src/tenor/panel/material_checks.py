"""Checks of the material table: keys, words, ranges, production series and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tenor.panel.materials import REVISIONS, STAGES, Materials, read_materials
from tenor.panel.stage_series import SHARES, is_curated

BASES = ("contained", "oxide", "gross")
SCOPES = ("own", "basket")
FACTOR_KINDS = ("stoichiometric", "typical_grade", "judgement", "identity")
MET = ("opened", "excerpt", "recalled")


def check_materials(
    materials: Materials | None = None,
    *,
    box_codes: Iterable[str] = (),
    series: Iterable[str] = (),
) -> list[str]:
    """Return what is wrong with the material table; an empty list if nothing is.

    Parameters
    ----------
    materials : Materials, optional
        The packaged table by default.
    box_codes : iterable of str
        HS 1992 codes of the trade data at hand: each must be mapped or left out with a reason.
    series : iterable of str
        Production series at hand: each must be used exactly once.
    """
    found = read_materials() if materials is None else materials
    return [
        *_check_keys(found),
        *_check_words(found),
        *_check_numbers(found),
        *_check_series(found, series),
        *_check_codes(found, box_codes),
    ]


def _check_keys(m: Materials) -> list[str]:
    keys: dict[str, list[tuple[object, ...]]] = {
        "stage": [(r.commodity, r.stage) for r in m.stage_rows],
        "code": [(r.commodity, r.stage, r.hs6) for r in m.code_rows],
        "unmapped code": [(r.hs6,) for r in m.unmapped],
        "recycling": [(r.commodity, r.year, r.scope) for r in m.recycling_rows],
        "substitution": [(r.commodity, r.year, r.scope) for r in m.substitution_rows],
    }
    twice = [f"{k} row {key} is there twice" for k, v in keys.items() for key in _repeated(v)]
    stages = set(keys["stage"])
    orphans = [f"code row {k} has no stage row" for k in keys["code"] if k[:2] not in stages]
    named = {str(key[0]) for k, v in keys.items() if k != "unmapped code" for key in v}
    unknown = [f"{name!r} is no commodity of commodities.csv" for name in named - set(m.table)]
    bare = [f"{name} has no stage" for name in m.table if name not in {k[0] for k in stages}]
    return twice + orphans + unknown + bare


def _repeated(items: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    seen: set[tuple[object, ...]] = set()
    twice = []
    for item in items:
        if item in seen:
            twice.append(item)
        seen.add(item)
    return twice


def _check_words(m: Materials) -> list[str]:
    ids = tuple(m.sources)
    words: list[tuple[str, str, str | None, Sequence[str]]] = []
    for spec in m.stage_rows:
        key = f"{spec.commodity} {spec.stage}"
        words += [
            (key, "stage", spec.stage, STAGES),
            (key, "production_basis", spec.production_basis, BASES),
            *_provenance(key, spec.source, spec.met, ids),
        ]
    for code in m.code_rows:
        key = f"{code.commodity} {code.hs6}"
        words += [
            (key, "scope", code.scope, SCOPES),
            (key, "factor_kind", code.factor_kind, FACTOR_KINDS),
            (key, "code_source", code.code_source, ids),
            (key, "hs_revision", code.hs_revision, REVISIONS),
            (key, "hs_last", code.hs_last, REVISIONS),
            *_provenance(key, code.source, code.met, ids),
        ]
    for left in m.unmapped:
        words += [(left.hs6, "hs_revision", left.hs_revision, REVISIONS)]
        words += _provenance(left.hs6, left.source, left.met, ids)
    for index in (*m.recycling_rows, *m.substitution_rows):
        words += _provenance(f"{index.commodity} {index.year}", index.source, index.met, ids)
    for row in m.table.values():
        stages = tuple(s.stage for s in m.stage_rows if s.commodity == row.name)
        words += [(row.name, "alias", a.partition("@")[2] or None, stages) for a in row.aliases]
    return [f"{k}: {c} {w!r} is not one of {v}" for k, c, w, v in words if w not in (None, *v)]


def _provenance(
    key: str, source: str, met: str, ids: Sequence[str]
) -> list[tuple[str, str, str | None, Sequence[str]]]:
    return [(key, "source", source, ids), (key, "met", met, MET)]


def _check_numbers(m: Materials) -> list[str]:
    ranges = [(f"{c.commodity} {c.hs6}", c.low, c.contained_factor, c.high) for c in m.code_rows]
    ranges += [
        (f"{s.commodity} {s.stage}", s.to_content_low, s.to_content, s.to_content_high)
        for s in m.stage_rows
        if s.production_series and s.production_unit != SHARES
    ]
    wrong = [
        f"{key}: expected 0 < low <= base <= high, found {low}, {base}, {high}"
        for key, low, base, high in ranges
        if low is None or base is None or high is None or not 0 < low <= base <= high
    ]
    indices = (*m.recycling_rows, *m.substitution_rows)
    return wrong + [
        f"{r.commodity}: {r.value} is not 0..1" for r in indices if not 0 <= r.value <= 1
    ]


def _check_series(m: Materials, series: Iterable[str]) -> list[str]:
    used = [
        (s.commodity, s.production_series)
        for s in m.stage_rows
        if s.production_series and not is_curated(s.production_series)
    ]
    named = [(c.name, name) for c in m.table.values() for name in c.series]
    faults = [f"{key} differs between the tables" for key in set(used) ^ set(named)]
    counts = [name for _, name in used]
    wanted = set(series) | set(counts)
    return faults + [
        f"series {name!r} is used {counts.count(name)} times, expected once"
        for name in sorted(wanted)
        if counts.count(name) != 1
    ]


def _check_codes(m: Materials, box_codes: Iterable[str]) -> list[str]:
    shape = [f"{c.hs6!r} is no code of six digits" for c in m.code_rows if not _is_hs6(c.hs6)]
    contents = {(s.commodity, s.stage): s.content for s in m.stage_rows}
    shape += [
        f"{(c.commodity, c.hs6)}: counts {c.content}, its stage {contents[c.commodity, c.stage]}"
        for c in m.code_rows
        if contents.get((c.commodity, c.stage), c.content) != c.content
    ]
    per_commodity = {s.commodity: {r.content for r in m.stages(s.commodity)} for s in m.stage_rows}
    shape += [f"{k} is counted in {sorted(v)}" for k, v in per_commodity.items() if len(v) > 1]
    mapped = {c.hs6 for c in m.code_rows if c.holds_in("HS92")}
    left_out = {c.hs6 for c in m.unmapped}
    shape += [f"{code} is mapped and left out" for code in sorted(mapped & left_out)]
    lost = sorted(set(box_codes) - mapped - left_out)
    return shape + [f"{code} of the trade data is neither mapped nor left out" for code in lost]


def _is_hs6(code: str) -> bool:
    return len(code) == 6 and code.isdecimal()
