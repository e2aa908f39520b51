"""Find written answers in the files of a submission; a program of its own, because it parses what students wrote.

`written.py` starts it with limits, as a file, so that it has the standard library alone. It reads JSON from standard
input (`files`: name -> base64, `questions`, `placeholders`, and the limits) and writes a JSON list of answers.

In a notebook an answer is every cell with the question's id in its metadata, copies included, and the cells without a
heading that were added right below. A notebook that has lost its metadata is read by its headings. In `written.md` an
answer is what stands below the heading with the question's id.
"""

import base64
import binascii
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["FoundAnswer", "Wanted", "from_markdown", "from_notebook"]

KINDS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
"""First bytes of a picture -> its kind; WebP has its name at another place."""

HEADING = re.compile(r"^ {0,3}#{1,6}\s")
FENCE = re.compile(r"^ {0,3}(```|~~~)")
IMAGE = re.compile(
    r"!\[(?P<name>[^\[\]\n]{0,200}+)\]\(\s*<?(?P<address>(?:attachment:|data:)[^!)\s>]*+)>?[^)\n]{0,200}\)"
)
"""A picture in Markdown. Neither name nor address has a sign that begins the next one: a search takes linear time."""

TAG = re.compile(
    r"<img\b[^<>]{0,200}?\bsrc\s*=\s*[\"'](?P<address>(?:attachment:|data:)[^<\"']*+)[\"'][^<>]{0,500}+>", re.I
)
"""A picture in HTML; nothing in it has the sign that begins the next tag, for the same reason."""

ASKED = ("<!-- question -->", "<!-- /question -->")
DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)


@dataclass(frozen=True)
class Wanted:
    """What to look for.

    Attributes:
        questions: Ids of the written questions.
        placeholders: Lines that stand for an unwritten answer.
        limits: The largest text, picture, sum of pictures, and sum of their pixels.
    """

    questions: list[str]
    placeholders: list[str]
    limits: dict[str, int]


class FoundAnswer:
    """What was found for one question in one file.

    Args:
        wanted: What to look for.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.texts: dict[str, None] = {}
        self.pictures: list[dict[str, str]] = []
        self.cut = False
        self._limits = wanted.limits
        self._left = wanted.limits["pictures"]
        self._pixels = wanted.limits["pixels"]
        self._numbers: dict[bytes, int] = {}
        self._placeholders = {" ".join(line.split()) for line in wanted.placeholders}

    def add(self, text: str, attachments: dict[str, Any]) -> None:
        """Add a piece of text; a copy of an earlier piece counts once."""

        def replaced(found: "re.Match[str]") -> str:
            address = found["address"]
            name = found.groupdict().get("name") or ""
            if address.startswith("attachment:"):
                key = address.removeprefix("attachment:")
                if key not in used:  # a picture is read once, however often the text shows it
                    used[key] = self._picture(_attached(attachments.get(key)))
                number = used[key]
            else:
                number = self._picture(address[match.end() :] if (match := DATA.match(address)) else None)
            return _place(name, number)

        used: dict[str, int | None] = {}
        text = TAG.sub(replaced, IMAGE.sub(replaced, text))
        unused = [key for key in attachments if key not in used]
        more = [_place(key[:200], self._picture(_attached(attachments[key]))) for key in unused]
        lines = [line.rstrip() for line in text.split("\n") if " ".join(line.split()) not in self._placeholders]
        text = "\n".join([*lines, *more]).strip()
        if text:
            self.texts[text] = None

    def _picture(self, data: str | None) -> int | None:
        """Keep a picture and return its number, that of an equal one if there is one; None if it cannot be kept."""
        raw = b""
        if data is not None and len(data) <= self._limits["picture"] * 4 // 3 + 4:
            try:
                raw = base64.b64decode(data, validate=False)
            except (binascii.Error, ValueError):
                raw = b""
        kind = _kind(raw)
        if kind and raw in self._numbers:
            return self._numbers[raw]
        pixels = _pixels(kind, raw)
        if not kind or len(raw) > min(self._left, self._limits["picture"]) or pixels > self._pixels:
            self.cut = True
            return None
        self._left -= len(raw)
        self._pixels -= pixels
        self.pictures.append({"kind": kind, "data": base64.b64encode(raw).decode()})
        return self._numbers.setdefault(raw, len(self._numbers))

    def text(self) -> str:
        """Return the whole text, cut at its limit."""
        whole, most = "\n\n".join(self.texts), self._limits["text"]
        self.cut = self.cut or len(whole) > most
        return whole[:most]


def _place(name: str, number: int | None) -> str:
    """Return what stands in the text for a picture; a note if it was not kept."""
    return f"[{name or 'picture'}]" if number is None else f"![{name}](picture:{number})"


def _attached(bundle: object) -> str | None:
    """Return the base64 text of a cell's attachment: the first of its types that is a picture."""
    if isinstance(bundle, dict):
        for mime, data in bundle.items():
            if isinstance(mime, str) and mime.startswith("image/") and mime != "image/svg+xml":
                text = "".join(data) if isinstance(data, list) and all(isinstance(one, str) for one in data) else data
                return text if isinstance(text, str) else None
    return None


def _kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), "")


def _pixels(kind: str, data: bytes) -> int:
    """Return how many pixels a browser has to unpack, as the picture's head says; 0 if it has no such head."""

    def big(at: int, size: int = 2) -> int:
        return int.from_bytes(data[at : at + size], "big")

    def little(at: int, size: int = 2) -> int:
        return int.from_bytes(data[at : at + size], "little")

    if kind == "png":
        return big(16, 4) * big(20, 4)
    if kind == "gif":
        return little(6) * little(8)
    if kind == "webp" and data[12:16] == b"VP8X":
        return (little(24, 3) + 1) * (little(27, 3) + 1)
    if kind == "webp":  # its sides have 14 bits
        both = little(21, 4) if data[12:16] == b"VP8L" else little(26) | little(28) << 14
        return ((both & 0x3FFF) + 1) * ((both >> 14 & 0x3FFF) + 1)
    at = 2
    while kind == "jpeg" and at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return big(at + 5) * big(at + 7)
        at += 1 if mark == 0xFF else 2 + max(2, big(at + 2))
    return 0


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _question(cell: dict[str, Any]) -> object:
    metadata = cell.get("metadata")
    ours = metadata.get("autograder") if isinstance(metadata, dict) else None
    return ours.get("question") if isinstance(ours, dict) else None


def _asked_in(text: str, questions: list[str]) -> str | None:
    """Return the question whose id stands in a heading of this text: "### Written question (`explain_k`, ...)"."""
    for line in text.split("\n"):
        if HEADING.match(line):
            for question in questions:
                if f"`{question}`" in line:
                    return question
    return None


def from_notebook(data: bytes, wanted: Wanted) -> dict[str, FoundAnswer]:
    """Return the answers in a notebook, by question; a file that is none has no answers."""
    try:
        book = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {}
    cells = book.get("cells") if isinstance(book, dict) else None
    cells = [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
    marked = {_question(cell) for cell in cells if isinstance(_question(cell), str)}
    found: dict[str, FoundAnswer] = {}
    current: str | None = None  # the question whose answer goes on
    asked: str | None = None  # the question whose metadata are lost and whose heading was seen
    for cell in cells:
        text, kind = _source(cell), cell.get("cell_type")
        question = _question(cell)
        if isinstance(question, str) and question in wanted.questions:
            current = question
        elif kind != "markdown":
            current = None
            continue
        elif any(HEADING.match(line) for line in text.split("\n")):
            heading = _asked_in(text, wanted.questions)
            asked = heading if heading not in marked else None
            current = None
            continue
        elif current is None:
            current = asked
        if current is None:
            continue
        attachments = cell.get("attachments")
        answer = found.setdefault(current, FoundAnswer(wanted))
        answer.add(text, attachments if isinstance(attachments, dict) else {})
    return found


def from_markdown(data: bytes, wanted: Wanted) -> dict[str, FoundAnswer]:
    """Return the answers in a Markdown file with a heading for each question; headings of other words are text."""
    found: dict[str, FoundAnswer] = {}
    current: str | None = None
    fenced = ""
    pieces: dict[str, list[str]] = {}
    for line in data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        fence = FENCE.match(line)
        if fence and fenced in ("", fence[1]):
            fenced = "" if fenced else fence[1]
        heading = not fenced and HEADING.match(line) is not None
        named = next(
            (one for one in wanted.questions if heading and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", line)), None
        )
        if named:
            current = named
        elif current:
            pieces.setdefault(current, []).append(line)
    for question, lines in pieces.items():
        answer = found.setdefault(question, FoundAnswer(wanted))
        answer.add("\n".join(_without_the_question(lines)), {})
    return found


def _without_the_question(lines: list[str]) -> Iterator[str]:
    """Yield the lines that do not stand between the two marks; a mark without its partner is a line like others."""
    begin, end = ASKED
    bare = [line.rstrip(" \t") for line in lines]
    last = max((place for place, line in enumerate(bare) if line == end), default=-1)
    asked = False
    for place, line in enumerate(lines):
        if not asked and bare[place] == begin and place < last:
            asked = True
        elif asked:
            asked = bare[place] != end
        else:
            yield line


def main() -> None:
    """Read the files from standard input and write the answers."""
    asked = json.load(sys.stdin)
    wanted = Wanted(asked["questions"], asked["placeholders"], asked["limits"])
    answers = []
    for name, content in asked["files"].items():
        read = from_notebook if name.lower().endswith(".ipynb") else from_markdown
        found = read(base64.b64decode(content), wanted)
        for question, answer in found.items():
            text = answer.text()
            if text:
                made = {"question": question, "place": name, "text": text, "pictures": answer.pictures}
                answers.append({**made, "cut": answer.cut})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
