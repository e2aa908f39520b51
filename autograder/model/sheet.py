"""Read a table of cells (CSV), and change single cells without touching any other byte.

Platforms compare what they get back with what they gave out, so a table is kept as text with the place of each cell.
The delimiter is found from the first row. Encodings are told apart by proof, never by likelihood: a byte order mark,
valid UTF-8, UTF-16 by its zero bytes, and CP949 if everything beyond ASCII is Hangul. Anything else is refused.
"""

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.i18n import Message

__all__ = ["Row", "Sheet", "number_in", "parse_sheet", "read_sheet"]

MAX_SIZE = 64 * 1024 * 1024
DELIMITERS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line that Excel reads as the delimiter."""
_HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e\u00b7]+")


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        line: Line of the file in which the row begins, counted from 1.
        cells: The content of each cell, without quotes.
        spans: Where each cell begins and ends in the text, with its quotes.
    """

    line: int
    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def cell(self, column: int | None) -> str:
        """Return the content of a cell as one line without spaces around it; empty if the row has no such cell."""
        return " ".join(self.cells[column].split()) if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in a file.

    Attributes:
        name: Name of the file, for messages.
        text: The decoded text, without byte order mark.
        mark: The byte order mark; empty if there is none.
        encoding: Name of the encoding.
        delimiter: The character between cells.
        rows: The rows that are not empty; the first has the titles of the columns.
    """

    name: str
    text: str
    mark: bytes
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The titles of the columns, each as one line without spaces around it."""
        return tuple(" ".join(cell.split()) for cell in self.rows[0].cells)

    def column(self, *titles: str) -> int | None:
        """Return the place of the first column with one of these titles, in any case; None if there is none."""
        wanted = {title.casefold() for title in titles}
        return next((place for place, title in enumerate(self.head) if title.casefold() in wanted), None)

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with some cells replaced; every other byte stays as it is.

        Args:
            changes: (row, column), counted from 0 in `rows`, -> the new content.

        Raises:
            UsageError: The encoding of the file has no character for the new content.
        """
        pieces, done = [], 0
        for (row, column), content in sorted(changes.items()):
            start, end = self.rows[row].spans[column]
            pieces += [self.text[done:start], _quoted(content, self.delimiter, self.text[start:end].startswith('"'))]
            done = end
        pieces.append(self.text[done:])
        try:
            return self.mark + "".join(pieces).encode(self.encoding)
        except UnicodeEncodeError as error:
            problem = Message(
                "{name}: its encoding ({encoding}) has no character {character!r}; save the file as “CSV UTF-8” first",
                name=self.name,
                encoding=self.encoding,
                character=error.object[error.start],
            )
            raise UsageError(problem) from None

    def without_rows(self, rows: Collection[int]) -> bytes:
        """Return the file without some rows; every other byte stays as it is.

        Args:
            rows: Places in `rows`, counted from 0.
        """
        starts = [row.spans[0][0] for row in self.rows] + [len(self.text)]
        kept = [self.text[starts[place] : starts[place + 1]] for place in range(len(self.rows)) if place not in rows]
        return self.mark + (self.text[: starts[0]] + "".join(kept)).encode(self.encoding)


def _quoted(content: str, delimiter: str, quote: bool) -> str:
    if quote or any(character in content for character in (delimiter, '"', "\n", "\r")):
        return '"' + content.replace('"', '""') + '"'
    return content


def read_sheet(path: Path) -> Sheet:
    """Read a table from a file.

    Args:
        path: The file.

    Raises:
        UsageError: The file cannot be read, its encoding is unknown, or it is not a table.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise UsageError(Message("{path}: cannot be read ({problem})", path=path, problem=error.strerror)) from None
    return parse_sheet(data, str(path))


def parse_sheet(data: bytes, name: str) -> Sheet:
    """Parse a table.

    Args:
        data: Content of the file.
        name: Name of the file, for messages.

    Raises:
        UsageError: The encoding is unknown, or the content is not a table.
    """
    if len(data) > MAX_SIZE:
        raise UsageError(Message("{name}: too large for a table of a class; name the right file", name=name))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(Message("{name}: an Excel workbook; save it as “CSV UTF-8” and name that file", name=name))
    mark, encoding = _encoding(data, name)
    text = data[len(mark) :].decode(encoding)
    found = _SEPARATOR_LINE.match(text)
    start = found.end() if found else 0
    delimiter = found[1] if found else _delimiter(text, name)
    rows = tuple(row for row in _rows(text, start, delimiter, name) if any(cell.strip() for cell in row.cells))
    if not rows:
        raise UsageError(Message("{name}: the file is empty", name=name))
    return Sheet(name, text, mark, encoding, delimiter, rows)


def _encoding(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if _decodes(data[len(mark) :], encoding):
                return mark, encoding
            break
    else:
        zeros = data.count(0)
        candidates = ["utf-8"] if not zeros else ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
        for encoding in candidates:
            if _decodes(data, encoding):
                return b"", encoding
        if not zeros and _is_cp949(data):
            return b"", "cp949"
    raise UsageError(
        Message("{name}: the encoding is unknown; save the file as “CSV UTF-8” (in Excel: Save As)", name=name)
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _is_cp949(data: bytes) -> bool:
    """Return whether everything beyond ASCII is Hangul, most of it in the range that no European text has in pairs."""
    try:
        beyond = "".join(character for character in data.decode("cp949") if character > "\x7f")
    except UnicodeDecodeError:
        return False
    common = [character for character in beyond if min(character.encode("cp949")) >= 0xA1]
    return _HANGUL.fullmatch(beyond) is not None and 2 * len(common) > len(beyond)


def _delimiter(text: str, name: str) -> str:
    """Return the delimiter that splits the first row into most cells."""

    def cells(delimiter: str) -> int:
        return len(next(_rows(text, 0, delimiter, name)).cells)

    return max(DELIMITERS, key=cells)


def _rows(text: str, start: int, delimiter: str, name: str) -> Iterator[Row]:
    """Yield the rows of a text, by the rules of RFC 4180."""
    plain = rf"[^{re.escape(delimiter)}\r\n]*"
    cell = re.compile(rf'"(?P<quoted>(?:[^"]++|"")*+)"(?P<rest>{plain})|(?P<plain>{plain})')
    position, line = start, text.count("\n", 0, start) + 1
    cells: list[str] = []
    spans: list[tuple[int, int]] = []
    begun = line
    while position <= len(text):
        found = cell.match(text, position)
        assert found is not None  # the pattern matches an empty cell too
        if (quoted := found["quoted"]) is None and found[0].startswith('"'):
            raise UsageError(
                Message(
                    "{name}, line {line}: a quotation mark is never closed; save the file again as CSV",
                    name=name,
                    line=line,
                )
            )
        cells.append(found["plain"] if quoted is None else quoted.replace('""', '"') + found["rest"])
        spans.append(found.span())
        line += found[0].count("\n")
        position = found.end()
        if text.startswith(delimiter, position):
            position += 1
            continue
        yield Row(begun, tuple(cells), tuple(spans))
        cells, spans = [], []
        if position == len(text):
            return
        position += 2 if text.startswith("\r\n", position) else 1
        line += 1
        begun = line


def number_in(text: str) -> float | None:
    """Return the number in a cell, in any locale: the last point or comma separates the decimals.

    Args:
        text: Content of the cell, for example `12`, `12,5` or `1,000.00`.

    Returns:
        The number; None if the cell holds something else.
    """
    if not re.fullmatch(r"[0-9][0-9.,]*", text.strip()):
        return None
    *whole, decimals = re.split("[.,]", text.strip())
    return float(f"{''.join(whole)}.{decimals}" if whole else decimals)
