"""Takes a bundle apart into the texts that can be read in it, down to notebook cells and members of a wheel."""

import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["BundleText", "pieces"]

ARCHIVES = (".zip", ".whl")
FENCE = re.compile(r"^```[ ]*(?:python|py|ipython3?)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class BundleText:
    """One text of a bundle.

    Attributes:
        place: Where it stands (`wheels/x.whl/autograder/cli.py`, `a1_knn.ipynb cell 3`).
        kind: `code`, which must be Python; `example`, which may be; `text`.
        above: Lines of the file above the piece.
    """

    place: str
    text: str
    kind: str = "text"
    above: int = 0


def pieces(files: Mapping[str, bytes]) -> Iterator[BundleText]:
    """Every text in `files` (path -> content), archives opened."""
    for name, content in files.items():
        if name.endswith(ARCHIVES):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
            yield from pieces(inside)
        elif name.endswith(".ipynb"):
            yield from _cells(name, content)
        else:
            yield from _text(name, content)


def _text(name: str, content: bytes) -> Iterator[BundleText]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # pictures, arrays, catalogues: nothing to read
    yield BundleText(name, text, "code" if name.endswith((".py", ".pyi")) else "text")
    if name.endswith(".md"):
        yield from _examples(name, text)


def _cells(name: str, content: bytes) -> Iterator[BundleText]:
    for number, cell in enumerate(json.loads(content)["cells"], start=1):
        place, source = f"{name} cell {number}", "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield BundleText(place, MAGIC.sub("", source), "code")
        else:
            yield BundleText(place, source)
            yield from _examples(place, source)


def _examples(place: str, text: str) -> Iterator[BundleText]:
    """The blocks of Python in a Markdown text."""
    for found in FENCE.finditer(text):
        yield BundleText(place, textwrap.dedent(found[1]), "example", text.count("\n", 0, found.start(1)))
