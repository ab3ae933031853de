"""The shape of the schema: which keys hold groups of keys, and which name other entries."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tenor.panel.case import schema
from tenor.panel.case.fields import Ref
from tenor.panel.case.reader import Document, Path


class Place(NamedTuple):
    """One group of keys in one document."""

    document: Document
    model: type[schema.Entry]
    raw: Mapping[str, Any]
    path: Path


def walk(
    model: type[schema.Entry], raw: Any, path: Path = ()
) -> Iterator[tuple[type[schema.Entry], Any, Path]]:
    """Yield each group of keys inside a document with the kind of object it stands for."""
    if not isinstance(raw, dict):
        return
    yield model, raw, path
    for key, (inner, many) in models_in(model).items():
        value = raw.get(key)
        if many and isinstance(value, list):
            for place, item in enumerate(value):
                yield from walk(inner, item, (*path, key, place))
        elif not many:
            yield from walk(inner, value, (*path, key))


@functools.cache
def models_in(model: type[schema.Entry]) -> Mapping[str, tuple[type[schema.Entry], bool]]:
    """Return the keys of a model that hold other models, and whether they hold several."""
    found: dict[str, tuple[type[schema.Entry], bool]] = {}
    for name, info in model.model_fields.items():
        inner = _inside(info.annotation)
        if inner is not None:
            found[name] = (inner, typing.get_origin(info.annotation) is tuple)
    return found


def _inside(annotation: Any) -> type[schema.Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, schema.Entry):
        return annotation
    inner = (_inside(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model is not None), None)


@functools.cache
def refs_in(model: type[schema.Entry]) -> Mapping[str, str]:
    """Return the keys of a model that name an entry elsewhere, with the kind they name."""
    found: dict[str, str] = {}
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        kinds = [mark.kind for mark in marks if isinstance(mark, Ref)]
        if kinds:
            found[name] = kinds[0]
    return found


def _marks(annotation: Any) -> Iterator[Any]:
    for part in typing.get_args(annotation):
        yield part
        yield from _marks(part)
