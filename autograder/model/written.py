"""Written answers: what a student wrote for a question that a person grades."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from autograder.i18n import Message
from autograder.model.assignment import Assignment, Question
from autograder.model.text import Text

__all__ = [
    "ASKED",
    "PICTURE",
    "PLACEHOLDER",
    "WRITTEN_FILE",
    "Picture",
    "RegradeRequest",
    "WrittenAnswer",
    "answers_to",
    "manual_questions",
    "placeholders",
    "same_answer",
]

WRITTEN_FILE = "written.md"
"""The file for students who use no notebook; it has a heading for each written question."""

PLACEHOLDER = Message("*Write your answer here, in place of this line.*")
"""What stands in the place of an answer until it is written."""

ASKED = ("<!-- question -->", "<!-- /question -->")
"""Lines around the text of a question in `written.md`; what stands between them is no part of an answer."""

PICTURE = "picture:"
"""Begins the address of a picture in the text of an answer; the number of the picture follows."""


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture that a student pasted into an answer.

    Attributes:
        kind: Its format, read from its first bytes.
        data: The file.
    """

    kind: Literal["png", "jpeg", "gif", "webp"]
    data: bytes


class WrittenAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a written question. A question has several if a notebook and a file were both filled in.

    Attributes:
        question: Id of the question.
        place: Name of the file that it stands in.
        text: Markdown, with LaTeX between dollars; the picture with number K is `![...](picture:K)`.
        pictures: The pictures.
        cut: Whether something beyond the limits was left out.
    """

    question: str
    place: str
    text: str
    pictures: tuple[Picture, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class RegradeRequest:
    """A student's request to look at a question again.

    Attributes:
        number: Its number in the gradebook.
        student: Key of the student.
        question: Id of the question.
        because: What the student says.
        at: When it was made.
        answer: The answer, which the student can read; empty while the request is open.
        grader: Who answered.
        answered: When it was answered; empty while the request is open.
    """

    number: int
    student: str
    question: str
    because: str
    at: str
    answer: str = ""
    grader: str = ""
    answered: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.answered


def manual_questions(assignment: Assignment) -> tuple[Question, ...]:
    """Return the written questions, in the assignment's order."""
    return tuple(question for question in assignment.question if question.kind == "manual")


def placeholders(languages: Iterable[str]) -> tuple[str, ...]:
    """Return the sentence that stands for an unwritten answer, in each language."""
    texts = Text.of(PLACEHOLDER)
    return tuple(dict.fromkeys(texts.spoken_in(language) for language in languages))


def answers_to(question: str, answers: Iterable[WrittenAnswer]) -> tuple[WrittenAnswer, ...]:
    """Return the answers to one question; none if it was left empty."""
    return tuple(answer for answer in answers if answer.question == question)


def same_answer(answers: Sequence[WrittenAnswer]) -> str:
    """Return a key that answers to one question share if only blanks tell them apart; the empty answer has the key ``.

    Args:
        answers: What one student wrote for the question.
    """
    if not answers:
        return ""
    digest = hashlib.sha256()
    for answer in answers:
        digest.update(" ".join(answer.text.split()).encode("utf-8", "replace") + b"\0")
        for picture in answer.pictures:
            digest.update(hashlib.sha256(picture.data).digest())
    return digest.hexdigest()
