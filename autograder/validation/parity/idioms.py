"""Lines and idioms of real submissions that have nothing to do with an answer, and generated ones of the same kinds."""

import importlib
import io
import json
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import numpy as np

__all__ = ["HARMLESS", "REFUSED", "Idiom", "generated", "written"]


@dataclass(frozen=True)
class Idiom:
    """A piece of code to put at the top of a file or into a function.

    Attributes:
        code: Its lines.
        inside: Whether to put it into the function.
        alone: Whether to run it alone, because it fails on purpose or changes a lot.
    """

    code: str
    inside: bool = False
    alone: bool = False


def _read(name: str) -> tuple[str, ...]:
    """Read one of the tables: each entry is a line of code or a list of lines."""
    tables = json.loads(resources.files(__package__).joinpath("idioms.json").read_text(encoding="utf-8"))
    return tuple(entry if isinstance(entry, str) else "\n".join(entry) for entry in tables[name])


HARMLESS = _read("harmless")
"""Code that must not cost a point on either side."""

REFUSED = _read("refused")
"""Code that grading refuses, or that fails everywhere: the verdicts must agree, too."""

AT_TOP = _read("at_top")
"""Code that fails everywhere at the top of a file; in a function a laptop lets it pass, because it has more memory."""

_NO_STAR = ("__future__", "numpy.distutils.command")
"""Modules whose star import is an error in Python itself."""

_STREAMS = ("stdin", "stdout", "stderr", "__stdout__")


def written() -> Iterator[Idiom]:
    """Yield the table, each idiom at the top of a file and, but for those of `AT_TOP`, inside a function."""
    yield from (Idiom(code, alone=True) for code in AT_TOP)
    for inside in (False, True):
        yield from (Idiom(code, inside) for code in HARMLESS if not (inside and " import *" in code))
        yield from (Idiom(code, inside, alone=True) for code in REFUSED)


def generated() -> Iterator[Idiom]:
    """Yield imports of everything in the standard library and NumPy, every name of NumPy, every method of a stream."""
    modules = sorted(sys.stdlib_module_names - {"__main__"}) + sorted(_numpy_modules())
    for name in modules:
        yield Idiom(f"import {name}")
        yield Idiom(f"import {name}", inside=True)
    for name in modules:
        if name not in _NO_STAR:
            yield Idiom(f"from {name} import *")
    for name in sorted({*np.__all__, *(one for one in dir(np) if not one.startswith("_"))}):
        yield Idiom(f"import numpy; numpy.{name}")
        yield Idiom(f"from numpy import {name} as imported_name")
    for stream in _STREAMS:
        for name in sorted(one for one in dir(io.TextIOWrapper) if not one.startswith("_")):
            yield Idiom(f"import sys; sys.{stream}.{name}")
            yield Idiom(f"import sys\nif callable(sys.{stream}.{name}): sys.{stream}.{name}()", inside=True, alone=True)


def _numpy_modules() -> set[str]:
    """Return the public modules of NumPy that this installation can import."""
    found = {"numpy"}
    with warnings.catch_warnings(action="ignore"):
        for module in pkgutil.walk_packages(np.__path__, "numpy.", onerror=lambda _: None):
            parts = module.name.split(".")
            if any(part.startswith("_") or part in ("tests", "conftest", "setup") for part in parts):
                continue
            try:
                importlib.import_module(module.name)
            except BaseException:  # a module for building extensions, without its tools
                continue
            found.add(module.name)
    return found
