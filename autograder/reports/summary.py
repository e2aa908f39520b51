"""What tables of a class need of a record: little enough to keep for ten thousand submissions."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from autograder.model.results import HELD, QuestionResult, Record, Status
from autograder.model.text import Text

__all__ = ["QuestionSummary", "Summary", "display_names", "folder_name", "summaries", "summarise"]

_DIGEST_SHOWN = 8
_NAME_IN_FOLDER = 48


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question of one submission; `held` says whether some of its points wait for a person."""

    id: str
    points: float
    score: float
    status: Status
    held: bool
    manual: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """One submission, without its tests."""

    submission: str
    digest: str
    score: float
    max_score: float
    questions: tuple[QuestionSummary, ...]
    reason: Text | None

    def held(self) -> tuple[str, ...]:
        """Ids of the questions whose points are held."""
        return tuple(question.id for question in self.questions if question.held)


def summarise(record: Record) -> Summary:
    """The summary of one record."""
    questions = tuple(_summarise_question(question) for question in record.questions)
    return Summary(record.submission, _digest(record), record.score, record.max_score, questions, record.reason)


def summaries(results: Iterable[Record | Summary]) -> list[Summary]:
    """The summaries of records; what is a summary already stays one."""
    return [result if isinstance(result, Summary) else summarise(result) for result in results]


def display_names(rows: Sequence[Summary]) -> list[str]:
    """What to call each submission: its own name, with a short digest where two have the same.

    Names that differ in case or in their Unicode form only count as the same. Where even the digest is the same (one
    submission handed in twice), a number follows.
    """
    same_name = Counter(_folded(row.submission) for row in rows)
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for row in rows:
        key = (_folded(row.submission), row.digest)
        seen[key] += 1
        copy = f" ({seen[key]})" if seen[key] > 1 else ""
        name = " ".join(row.submission.split()) or "?"
        names.append(f"{name} [{row.digest[:_DIGEST_SHOWN]}]{copy}" if same_name[key[0]] > 1 else name)
    return names


def folder_name(result: Record | Summary) -> str:
    """The folder that a record is written to: a harmless form of the submission's name, and its short digest.

    Only letters, digits, hyphen and underscore of the name stay, in lower case and at most 48 of them; so no path
    leads elsewhere, no two names differ in case alone, and (because the digest always follows) none is reserved on
    Windows.
    """
    slug = re.sub(r"[^\w-]+", "-", _folded(result.submission))[:_NAME_IN_FOLDER].strip("-_")
    digest = result.digest if isinstance(result, Summary) else _digest(result)
    return f"{slug or 'submission'}-{digest[:_DIGEST_SHOWN]}"


def _summarise_question(question: QuestionResult) -> QuestionSummary:
    held = any(test.status in HELD for test in question.tests)
    return QuestionSummary(question.id, question.points, question.score, question.status(), held, question.manual)


def _digest(record: Record) -> str:
    """Hexadecimal digits that tell this submission from another of the same name."""
    stated = re.sub(r"[^0-9a-f]", "", record.digests.get("submission", "").lower())
    if len(stated) >= _DIGEST_SHOWN:
        return stated
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(record, timing=None))).hexdigest()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
