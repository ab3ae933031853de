"""Contents of a quantity: elements, compounds, and the factors between them.

Factors such as tonnes of W in a tonne of WO3 are worked out here, so that none is
typed in by hand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.vocabulary import Basis

__all__ = [
    "ATOMIC_WEIGHTS",
    "COMPOUNDS",
    "CONTENT_NAMES",
    "MATERIALS",
    "MIXTURES",
    "OXIDE_FACTORS",
    "basis_of",
    "content_factor",
    "mass_fraction",
    "molar_mass",
    "parse_formula",
]

# Standard atomic weights abridged to five significant digits, g/mol, after T. Prohaska et al.
# (2022), Standard atomic weights of the elements 2021 (IUPAC Technical Report), Pure and Applied
# Chemistry, doi:10.1515/pac-2019-0603, in the transcription of the public-domain package
# periodictable (met: excerpt). Elements without a standard atomic weight are left out.
ATOMIC_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        **{"H": 1.0080, "He": 4.0026, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011},
        **{"N": 14.007, "O": 15.999, "F": 18.998, "Ne": 20.180, "Na": 22.990, "Mg": 24.305},
        **{"Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "Ar": 39.95},
        **{"K": 39.098, "Ca": 40.078, "Sc": 44.956, "Ti": 47.867, "V": 50.942, "Cr": 51.996},
        **{"Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38},
        **{"Ga": 69.723, "Ge": 72.630, "As": 74.922, "Se": 78.971, "Br": 79.904, "Kr": 83.798},
        **{"Rb": 85.468, "Sr": 87.62, "Y": 88.906, "Zr": 91.224, "Nb": 92.906, "Mo": 95.95},
        **{"Ru": 101.07, "Rh": 102.91, "Pd": 106.42, "Ag": 107.87, "Cd": 112.41, "In": 114.82},
        **{"Sn": 118.71, "Sb": 121.76, "Te": 127.60, "I": 126.90, "Xe": 131.29, "Cs": 132.91},
        **{"Ba": 137.33, "La": 138.91, "Ce": 140.12, "Pr": 140.91, "Nd": 144.24, "Sm": 150.36},
        **{"Eu": 151.96, "Gd": 157.25, "Tb": 158.93, "Dy": 162.50, "Ho": 164.93, "Er": 167.26},
        **{"Tm": 168.93, "Yb": 173.05, "Lu": 174.97, "Hf": 178.49, "Ta": 180.95, "W": 183.84},
        **{"Re": 186.21, "Os": 190.23, "Ir": 192.22, "Pt": 195.08, "Au": 196.97, "Hg": 200.59},
        **{"Tl": 204.38, "Pb": 207.2, "Bi": 208.98, "Th": 232.04, "Pa": 231.04, "U": 238.03},
    }
)

CONTENT_NAMES: Mapping[str, str] = MappingProxyType({"LCE": "Li2CO3"})
"""Trade names of a content, with the formula they stand for."""

# Compounds in which quantities are reported, with the element they are reported for.
COMPOUNDS: Mapping[str, str] = MappingProxyType(
    {
        **{"Al2O3": "Al", "As2O3": "As", "B2O3": "B", "BeO": "Be", "CaF2": "F", "CeO2": "Ce"},
        **{"Cr2O3": "Cr", "Dy2O3": "Dy", "Er2O3": "Er", "Eu2O3": "Eu", "Fe2O3": "Fe"},
        **{"Ga2O3": "Ga", "Gd2O3": "Gd", "GeO2": "Ge", "HfO2": "Hf", "Ho2O3": "Ho"},
        **{"K2O": "K", "La2O3": "La", "LCE": "Li", "Li2CO3": "Li", "Li2O": "Li", "LiOH": "Li"},
        **{"LiOH.H2O": "Li", "Lu2O3": "Lu", "MgO": "Mg", "MnO2": "Mn", "MoO3": "Mo"},
        **{"Nb2O5": "Nb", "Nd2O3": "Nd", "P2O5": "P", "Pr6O11": "Pr", "Sb2O3": "Sb"},
        **{"Sc2O3": "Sc", "SiO2": "Si", "Sm2O3": "Sm", "SnO2": "Sn", "Ta2O5": "Ta"},
        **{"Tb4O7": "Tb", "ThO2": "Th", "TiO2": "Ti", "Tm2O3": "Tm", "U3O8": "U", "V2O5": "V"},
        **{"WO3": "W", "Y2O3": "Y", "Yb2O3": "Yb", "ZnO": "Zn", "ZrO2": "Zr"},
    }
)

# Whole materials: a mass of one of them is gross, and no factor leads to an element.
MATERIALS: Mapping[str, str] = MappingProxyType(
    {
        "ore": "ore",
        "concentrate": "concentrate",
        "conc": "concentrate",
        "concentrates": "concentrate",
        "gross": "gross",
    }
)

# Mixtures of oxides, which have no factor to an element.
MIXTURES: Mapping[str, str] = MappingProxyType({"REO": "REO", "TREO": "REO"})

_NO_KEY_ELEMENT = frozenset({"H", "C", "N", "O"})
_TOKEN = re.compile(r"([A-Z][a-z]?|\(|\))(\d*)")
_PART = re.compile(r"(\d*)(.+)")


@functools.cache
def parse_formula(formula: str) -> Mapping[str, int]:
    """Return the number of atoms of each element in a formula.

    Parameters
    ----------
    formula : str
        Symbols and counts, brackets, and a point before water of crystallisation, e.g.
        ``"(NH4)10W12O41.5H2O"``.

    Raises
    ------
    UnitError
        The text is not a formula.
    UnknownNameError
        A symbol is no element with a standard atomic weight.

    Examples
    --------
    >>> dict(parse_formula("Li2CO3"))
    {'Li': 2, 'C': 1, 'O': 3}
    >>> dict(parse_formula("Ca(OH)2"))
    {'Ca': 1, 'O': 2, 'H': 2}
    """
    total: dict[str, int] = {}
    for part in re.split(r"[.·]", formula):
        match = _PART.fullmatch(part)
        if match is None:
            raise UnitError(f"{formula!r} is not a chemical formula; write e.g. 'WO3' or 'Sb'")
        times = int(match[1] or 1)
        for element, count in _count_atoms(match[2], formula).items():
            total[element] = total.get(element, 0) + times * count
    return MappingProxyType(total)


def _count_atoms(part: str, formula: str) -> dict[str, int]:
    if _TOKEN.sub("", part):
        raise UnitError(f"{formula!r} is not a chemical formula; write e.g. 'WO3' or 'Sb'")
    stack: list[dict[str, int]] = [{}]
    for symbol, digits in _TOKEN.findall(part):
        count = int(digits or 1)
        if symbol == "(":
            stack.append({})
        elif symbol == ")" and len(stack) > 1:
            for element, inner in stack.pop().items():
                stack[-1][element] = stack[-1].get(element, 0) + inner * count
        elif symbol == ")" or count == 0:
            raise UnitError(f"{formula!r} has a bracket or a count that does not fit")
        elif symbol not in ATOMIC_WEIGHTS:
            raise UnknownNameError("element", symbol, ATOMIC_WEIGHTS)
        else:
            stack[-1][symbol] = stack[-1].get(symbol, 0) + count
    if len(stack) > 1:
        raise UnitError(f"{formula!r} has a bracket that is not closed")
    return stack[0]


def molar_mass(formula: str) -> float:
    """Return the molar mass of a formula, g/mol.

    Examples
    --------
    >>> round(molar_mass("WO3"), 3)
    231.837
    """
    atoms = parse_formula(CONTENT_NAMES.get(formula, formula))
    return sum(ATOMIC_WEIGHTS[element] * count for element, count in atoms.items())


def mass_fraction(formula: str, element: str) -> float:
    """Return the mass of an element in a mass of a compound, as a fraction.

    .. math:: w = n_E A_E / M

    Parameters
    ----------
    formula : str
        Formula of the compound, or LCE for Li2CO3.
    element : str
        Symbol of the element.

    Returns
    -------
    float
        Fraction, above 0; 1 for an element in itself.

    Raises
    ------
    UnitError
        The compound does not hold the element.

    Examples
    --------
    >>> round(mass_fraction("WO3", "W"), 4), round(mass_fraction("LCE", "Li"), 4)
    (0.793, 0.1879)
    """
    atoms = parse_formula(CONTENT_NAMES.get(formula, formula))
    if element not in ATOMIC_WEIGHTS:
        raise UnknownNameError("element", element, ATOMIC_WEIGHTS)
    if element not in atoms:
        raise UnitError(f"{formula} holds no {element}; it holds {', '.join(atoms)}")
    return ATOMIC_WEIGHTS[element] * atoms[element] / molar_mass(formula)


OXIDE_FACTORS: Mapping[str, float] = MappingProxyType(
    {compound: mass_fraction(compound, element) for compound, element in COMPOUNDS.items()}
)
"""Mass of the element of `COMPOUNDS` in a unit mass of the compound, fraction."""


def content_factor(from_content: str, to_content: str) -> float:
    """Return the mass of one content that holds as much of the shared element as 1 of another.

    Raises
    ------
    UnitError
        The contents share no single element, or one is a mixture or a whole material.

    Examples
    --------
    >>> round(content_factor("Li2O", "LCE"), 3), round(content_factor("Cr", "Cr2O3"), 4)
    (2.473, 1.4615)
    """
    if from_content == to_content:
        return 1.0
    for content in (from_content, to_content):
        if content in MIXTURES or content in MATERIALS:
            raise UnitError(
                f"no factor leads from {from_content} to {to_content}: {content} has no fixed "
                "composition; use a grade, or name the compound (e.g. Nd2O3)"
            )
    element = _shared_element(from_content, to_content)
    return mass_fraction(from_content, element) / mass_fraction(to_content, element)


def basis_of(content: str) -> Basis:
    """Return the basis that a content implies.

    Examples
    --------
    >>> [str(basis_of(c)) for c in ("Sb", "Sb2O3", "REO", "ore")]
    ['contained', 'oxide', 'oxide', 'gross']
    """
    if content in MATERIALS:
        return Basis.GROSS
    return Basis.CONTAINED if content in ATOMIC_WEIGHTS else Basis.OXIDE


def _shared_element(first: str, second: str) -> str:
    named = COMPOUNDS.get(first)
    if named is not None and named == COMPOUNDS.get(second):
        return named
    atoms = [parse_formula(CONTENT_NAMES.get(content, content)) for content in (first, second)]
    for content, others in ((first, atoms[1]), (second, atoms[0])):
        if content in ATOMIC_WEIGHTS and content in others:
            return content
    shared = sorted((set(atoms[0]) & set(atoms[1])) - _NO_KEY_ELEMENT)
    if len(shared) != 1:
        raise UnitError(
            f"no factor leads from {first} to {second}: they share "
            f"{', '.join(shared) if shared else 'no element'}; state the content wanted"
        )
    return shared[0]
