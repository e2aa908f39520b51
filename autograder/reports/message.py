"""A test's message taken apart for a page: what it comes to, the student's own lines, what the code printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from autograder.model.text import Text

__all__ = ["Message", "Piece", "take_apart"]

_PRINTED = re.compile(r"\n--- (?:printed|출력) ---\n")
_FRAME = re.compile(r"  (?P<place>[^\n]*?\.py\b[^:\n]*\d[^:\n]*): (?P<code>.+)")
"""`  knn.py, line 12: return x`, in either language, with or without words before it."""


@dataclass(frozen=True)
class Piece:
    """Lines of a message; where `place` is said, a line of the student's file."""

    text: Text
    place: Text | None = None

    @property
    def prose(self) -> bool:
        """Whether these are sentences; what is indented keeps its columns."""
        return not self.text.en.startswith(" ")


@dataclass(frozen=True)
class Message:
    """The first line, what follows it, and what the student's code printed."""

    headline: Text
    pieces: tuple[Piece, ...]
    printed: Text


def take_apart(message: Text) -> Message:
    """The parts of a message, language by language; a submission's own words can spoil no more than its own page."""
    (en, en_printed), (ko, ko_printed) = (_split(said) for said in (message.en, message.ko))
    en_first, _, en_rest = en.partition("\n")
    ko_first, _, ko_rest = ko.partition("\n")
    return Message(Text(en_first, ko_first), tuple(_pieces(en_rest, ko_rest)), Text(en_printed, ko_printed))


def _split(message: str) -> tuple[str, str]:
    told, *printed = _PRINTED.split(message, maxsplit=1)
    return told, printed[0].rstrip("\n") if printed else ""


def _pieces(en: str, ko: str) -> Iterator[Piece]:
    both = [list(_parsed(body)) for body in (en, ko)]
    if [bool(place) for place, _ in both[0]] != [bool(place) for place, _ in both[1]]:  # a translation in other lines
        yield Piece(Text(en, ko))
        return
    for (en_place, en_text), (ko_place, ko_text) in zip(*both, strict=True):
        yield Piece(Text(en_text, ko_text), Text(en_place, ko_place) if en_place else None)


def _parsed(body: str) -> Iterator[tuple[str, str]]:
    """(Place or nothing, lines) in order."""
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
