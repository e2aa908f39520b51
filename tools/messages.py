"""Update the Korean catalog: collect every text of the engine, keep the translations, compile the catalog.

Usage: python -m tools.messages

A new text is added to ko.po with an empty translation, and a text that the code no longer uses is removed. The engine
reads ko.mo. There is no template file.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

__all__ = ["ENGINE", "MO", "PO", "calls", "catalog", "compiled", "extracted", "main", "updated", "written"]

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "autograder"
PO = ENGINE / "i18n" / "ko.po"
MO = PO.with_suffix(".mo")
HEADER = "The engine's texts in Korean. `make messages` keeps this file; only the msgstr lines are written by hand."


def extracted() -> Catalog:
    """Collect every text of the engine, with the files that use it."""
    found = _empty()
    for path in sorted(ENGINE.rglob("*.py")):
        for call in calls(path):
            if isinstance(said := call.args[0], ast.Constant):
                found.add(str(said.value), locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for name, _, text, _, _ in extract_from_dir(ENGINE, [("**.html", "jinja2")], keywords={"_": None}):
        found.add(text, locations=[(f"{ENGINE.name}/{name}", 0)])
    return found


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield the calls of `_` (renders a text now) and `Message` (renders it later) in a module.

    This reads the syntax tree, because Babel's own extractor misses calls inside f-strings on Python 3.11.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "Message"):
            yield node


def catalog() -> Catalog:
    """Read ko.po."""
    with PO.open("rb") as file:
        return read_po(file, locale="ko")


def updated() -> Catalog:
    """Collect every text of the engine, with its translation from ko.po if there is one."""
    known = catalog() if PO.exists() else _empty()
    result = extracted()
    for message in result:
        if message.id and (old := known.get(message.id)):
            message.string = old.string
    return result


def written(messages: Catalog) -> bytes:
    """Return the content of ko.po for `messages`."""
    buffer = io.BytesIO()
    write_po(buffer, messages, width=110, sort_by_file=True, include_lineno=False)
    return buffer.getvalue()


def compiled(messages: Catalog) -> bytes:
    """Return the content of ko.mo for `messages`."""
    buffer = io.BytesIO()
    write_mo(buffer, messages)
    return buffer.getvalue()


def main() -> int:
    """Write ko.po and ko.mo; return 1 if a text has no translation, else 0."""
    messages = updated()
    PO.write_bytes(written(messages))
    MO.write_bytes(compiled(messages))
    waiting = [message.id for message in messages if message.id and not message.string]
    for text in waiting:
        print(f"{PO.relative_to(ROOT)}: no Korean for {text!r}", file=sys.stderr)
    return 1 if waiting else 0


def _empty() -> Catalog:
    """Create a catalog with a constant header, so that the same texts always give the same bytes."""
    then = datetime(2026, 1, 1, tzinfo=UTC)
    result = Catalog(locale="ko", project="image-classification-course", header_comment=f"# {HEADER}", fuzzy=False)
    result.creation_date = result.revision_date = then
    result.last_translator = "the authors"
    result.language_team = "Korean"
    result.msgid_bugs_address = "none"
    return result


if __name__ == "__main__":
    sys.exit(main())
