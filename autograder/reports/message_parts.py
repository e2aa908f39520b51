"""Split the message of a test into what a page shows apart: first line, sentences, tables, the student's own lines."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from autograder.i18n import Message
from autograder.model.results import Excerpt
from autograder.model.text import Text

__all__ = ["MessagePart", "ParsedMessage", "parse_message", "without_place"]

_PRINTED = re.compile(r"\n--- (?:printed|출력) ---\n")
_FRAME = re.compile(r"  (?P<place>[^\n]*?\.py\b[^:\n]*\d[^:\n]*): (?P<code>.+)")
"""`  knn.py, line 12: return x`, in either language, with or without words before it."""


@dataclass(frozen=True)
class MessagePart:
    """Hold lines of a message; with a `place`, one line of the student's file."""

    text: Text
    place: Text | None = None

    @property
    def prose(self) -> bool:
        """Whether the lines are sentences; indented lines are a table."""
        return not self.text.en.startswith(" ")


@dataclass(frozen=True)
class ParsedMessage:
    """Hold a test's message: its first line, the other lines, and what the student's code printed."""

    headline: Text
    parts: tuple[MessagePart, ...]
    printed: Text


def without_place(message: ParsedMessage, excerpt: Excerpt) -> tuple[ParsedMessage, Text]:
    """Return the message without the line that the excerpt shows, and a caption for the excerpt."""
    ends = re.compile(rf"\b{re.escape(excerpt.file)}\D+{excerpt.line}\b\D*")
    same = [part for part in message.parts if part.place and ends.search(part.place.en)]
    captions = [part.place for part in same if part.place and not ends.fullmatch(part.place.en)]
    caption = Text.of(Message("Your code: {file}, line {line}", file=excerpt.file, line=excerpt.line))
    parts = tuple(part for part in message.parts if part not in same)
    return replace(message, parts=parts), captions[0] if captions else caption


def parse_message(message: Text) -> ParsedMessage:
    """Split a message into its parts, in every language.

    A message contains text of the submission, which can at most break the layout of its own page.
    """
    split = {name: _split(text) for name, text in message.texts().items()}
    first = Text.made_of({name: text.partition("\n")[0] for name, (text, _) in split.items()})
    rest = {name: text.partition("\n")[2] for name, (text, _) in split.items()}
    return ParsedMessage(
        first, tuple(_parts(rest)), Text.made_of({name: printed for name, (_, printed) in split.items()})
    )


def _split(message: str) -> tuple[str, str]:
    text, *printed = _PRINTED.split(message, maxsplit=1)
    return text, printed[0].rstrip("\n") if printed else ""


def _parts(texts: Mapping[str, str]) -> Iterator[MessagePart]:
    parsed = {name: list(_parsed(body)) for name, body in texts.items()}
    if len({tuple(bool(place) for place, _ in parts) for parts in parsed.values()}) > 1:  # other lines in a translation
        yield MessagePart(Text.made_of(texts))
        return
    for index, (english_place, _) in enumerate(parsed["en"]):
        text = Text.made_of({name: parts[index][1] for name, parts in parsed.items()})
        place = Text.made_of({name: parts[index][0] for name, parts in parsed.items()})
        yield MessagePart(text, place if english_place else None)


def _parsed(body: str) -> Iterator[tuple[str, str]]:
    """Yield (place or empty text, lines) in order."""
    lines = body.split("\n") if body else []
    for kind, run in groupby(lines, key=_kind):
        if kind == "frame":
            yield from ((found["place"], found["code"]) for line in run if (found := _FRAME.fullmatch(line)))
        else:
            yield "", "\n".join(run)


def _kind(line: str) -> str:
    if _FRAME.fullmatch(line):
        return "frame"
    return "table" if line.startswith(" ") else "prose"
