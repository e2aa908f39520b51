"""Define the record of one graded submission: immutable, versioned, and the only input of every report."""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from autograder.model.partial_credit import FORM_GATES, GateKind, floor_points, last_prices, refund_points
from autograder.model.points import total
from autograder.model.text import NO_TEXT, Text

__all__ = [
    "HELD",
    "STATUSES",
    "Excerpt",
    "Floor",
    "Mistake",
    "QuestionResult",
    "Record",
    "Refund",
    "Status",
    "TestResult",
    "Timing",
    "Visibility",
    "refunds",
    "shown_at_once",
    "student_view",
    "worst",
]

Status = Literal[
    "grader_error", "review", "crashed", "timeout", "memory", "error", "not_implemented", "failed", "passed"
]
Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]

STATUSES: tuple[Status, ...] = Status.__args__  # type: ignore[attr-defined]
"""Every status, in order of precedence: the first that occurs decides."""

HELD: frozenset[Status] = frozenset({"grader_error", "review"})
"""Statuses whose points are withheld until a person decides."""


MOST_REFUNDED = 0.5
"""The highest cost that is refunded; a mistake that costs more misses the point of the question."""


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Some lines of a student's own file, around the line of a failure.

    Attributes:
        file: Name of the file.
        line: Number of the line that failed, from 1.
        first: Number of the first line in `lines`, from 1.
        lines: The text of the lines.
    """

    file: str
    line: int
    first: int
    lines: tuple[str, ...]


class TestResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The result of one test of one submission.

    Attributes:
        id: Names of the test's file and function.
        title: What the test checks, in a sentence.
        status: How the test ended.
        visibility: When the student may see the test.
        weight: Weight of the test within its question.
        gate: Whether the test checks something else than values.
        checks: What a gate checks; empty for a value test.
        score, max_score: Points, to 0.01.
        student_message: The text for the student; for hidden tests without values and printed output.
        instructor_message: The full text.
        misconception: Id of the recognized misconception; two ids are joined by `+`.
        hint: Hint of the misconception, on the first failed test of the question.
        cpu: CPU seconds that the worker used.
        excerpt: The student's own lines around the failure; None if it has no line.
        shown: The status for the student, if it is another one: a hidden test that fails in another way on other inputs
            tells only that it failed.
    """

    __test__ = False  # the name is the field's, not pytest's

    id: str
    title: Text
    status: Status
    visibility: Visibility
    weight: float
    score: float
    max_score: float
    gate: bool = False
    checks: GateKind = ""
    student_message: Text = NO_TEXT
    instructor_message: Text = NO_TEXT
    misconception: str | None = None
    hint: Text = NO_TEXT
    cpu: float = 0.0
    excerpt: Excerpt | None = None
    shown: Status | None = None


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A named mistake of one question.

    Attributes:
        id: Id of the misconception.
        idea: The idea behind it, which mistakes in other questions may share.
        name: What it is called in one line.
        cost: The share of the question's points that it costs; None if the author states none.
        form: Whether an answer with this mistake alone returns right values, so that it is about how they are computed.
    """

    id: str
    idea: str
    name: Text
    cost: float | None = None
    form: bool = False


class Floor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a question is worth at least, because its mistakes are known.

    Attributes:
        points: The points.
        reason: Why, in one line.
    """

    points: float
    reason: Text


class QuestionResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The result of one question of one submission.

    Attributes:
        id: Id of the question.
        title: Title of the question.
        points: Maximum points.
        score: The points of the tests, or the floor if that is higher.
        tests: One result for each test.
        manual: Whether this is a written question, which a person grades.
        mistakes: The named mistakes; none if more than one explanation is possible.
        floor: What the question is worth at least; None if no mistake is known, or points are withheld.
        section: The heading of the handout's section that explains it; empty if there is none.
        example: A small call to try at home, as lines of Python; empty if there is none. Students have it already.
        place: The lines of the student's answer (`losses.py, lines 12 to 31`); empty if it passes or is not found.
    """

    id: str
    title: Text
    points: float
    score: float
    tests: tuple[TestResult, ...] = ()
    manual: bool = False
    mistakes: tuple[Mistake, ...] = ()
    floor: Floor | None = None
    section: Text = NO_TEXT
    example: str = ""
    place: Text = NO_TEXT

    def tested(self) -> float:
        """Return the points that the tests gave."""
        return total(test.score for test in self.tests)

    def credit(self) -> float:
        """Return the points that the floor adds to those of the tests."""
        return total([self.score, -self.tested()]) if self.floor else 0.0

    def refundable(self) -> bool:
        """Return whether a mistake here may be refunded: no points are withheld, and no form was dodged.

        A gate of form also fails where its call returns wrong values. So failed gates of form are no dodge if all
        mistakes are such that values go wrong, and the floor says that no gate failed beyond those that these mistakes
        fail by themselves.
        """
        dodged = any(test.checks in FORM_GATES and test.status != "passed" for test in self.tests)
        return not self.manual and not self.held() and not (dodged and not self._fails_by_slips())

    def _fails_by_slips(self) -> bool:
        """Return whether mistakes that make values wrong explain every failed test."""
        wrong = any(not test.gate and test.status != "passed" for test in self.tests)
        if not wrong or self.floor is None or not self.mistakes or any(mistake.form for mistake in self.mistakes):
            return False
        return self.floor.points == floor_points(self.points, self.costs())

    def costs(self) -> list[float]:
        """Return the costs of the named mistakes that have one."""
        return [mistake.cost for mistake in self.mistakes if mistake.cost is not None]

    def status(self) -> Status:
        """Return the worst status among the tests; `not_implemented` if there are no tests."""
        return worst([test.status for test in self.tests]) if self.tests else "not_implemented"

    def shown_status(self) -> Status:
        """Return the worst status that the student may read."""
        return worst([test.shown or test.status for test in self.tests]) if self.tests else "not_implemented"

    def held(self) -> bool:
        """Return whether some points of the question are withheld until a person decides."""
        return any(test.status in HELD for test in self.tests)


class Refund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Points that come back because the same mistake was made in several questions.

    Attributes:
        idea: The idea behind the mistake.
        name: What the mistake is called, in the question where it costs most.
        questions: Ids of the questions that give points back.
        points: How many, together.
    """

    idea: str
    name: Text
    questions: tuple[str, ...]
    points: float


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long grading took, in seconds.

    Attributes:
        wall: Wall time of the whole submission.
        worker_cpu: CPU time of the submission's workers.
        oracle_cpu: CPU time of oracles and reference.
    """

    wall: float
    worker_cpu: float
    oracle_cpu: float

    def cpu(self) -> float:
        """Return the CPU seconds of student code, oracles and reference."""
        return self.worker_cpu + self.oracle_cpu


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The result of one submission.

    Attributes:
        schema: Version of this format.
        assignment: Id of the assignment.
        submission: Name of the submission.
        score: Sum of the points of the questions, and what is refunded for repeated mistakes.
        max_score: Maximum points of the questions that tests grade.
        questions: One result for each question, in the assignment's order.
        timing: How long grading took.
        isolation: Layer of the sandbox -> `on`, or why it is off.
        digests: SHA-256 of assignment, submission and engine, and the fingerprint of the secret.
        versions: `python` and `numpy` -> the version that graded; empty in records of older versions of the engine.
        reason: Why nothing could be graded and the score is 0 (damaged zip, no listed file); or remarks on the files.
        repeated: The share of its cost that a repeated mistake costs.
        title: Title of the assignment; empty in records of older versions of the engine.
    """

    schema: Literal[1]
    assignment: str
    submission: str
    isolation: dict[str, str]
    digests: dict[str, str]
    score: float
    max_score: float
    questions: tuple[QuestionResult, ...]
    versions: dict[str, str] = {}
    reason: Text | None = None
    timing: Timing | None = None
    repeated: float = 1.0
    title: Text = NO_TEXT

    def heading(self) -> Text:
        """Return the title of the assignment, or its id where the record has none."""
        return self.title if self.title.en else Text(self.assignment)

    def refunds(self, decided: Collection[str] = ()) -> tuple[Refund, ...]:
        """Return what is refunded for mistakes that were made in several questions, by idea.

        Only slips are refunded: mistakes that cost at most half of a question, in questions that do not dodge a gate
        of form and have no withheld points.

        Args:
            decided: Ids of questions whose points a person has set; they give nothing back.
        """
        return refunds([one for one in self.questions if one.id not in decided and one.refundable()], self.repeated)

    def held(self) -> bool:
        """Return whether some points are withheld until a person decides."""
        return any(question.held() for question in self.questions)

    def failed(self) -> bool:
        """Return whether a test ended with an internal error."""
        return any(test.status == "grader_error" for question in self.questions for test in question.tests)


def refunds(questions: Sequence[QuestionResult], repeated: float) -> tuple[Refund, ...]:
    """Return the refunds of questions, by idea; see `Record.refunds`."""
    names: dict[str, dict[str, Text]] = {}
    prices: dict[str, dict[str, float]] = {}
    for question in questions:
        priced = [mistake for mistake in question.mistakes if mistake.cost is not None]
        for mistake, price in zip(priced, last_prices(question.points, question.costs()), strict=True):
            if (mistake.cost or 0.0) <= MOST_REFUNDED and price > prices.get(mistake.idea, {}).get(question.id, 0.0):
                prices.setdefault(mistake.idea, {})[question.id] = price
                names.setdefault(mistake.idea, {})[question.id] = mistake.name
    left = {question.id: total([question.points, -question.score]) for question in questions}
    made = []
    for idea, priced_there in prices.items():
        back = refund_points(left, priced_there, repeated)
        for id, amount in back.items():
            left[id] = total([left[id], -amount])
        if any(back.values()):
            dearest = max(priced_there, key=lambda id: priced_there[id])
            given = tuple(id for id, amount in back.items() if amount)
            made.append(Refund(idea, names[idea][dearest], given, total(back.values())))
    return tuple(made)


def worst(statuses: list[Status]) -> Status:
    """Return the status that takes precedence; `passed` for an empty list."""
    return min(statuses, key=STATUSES.index, default="passed")


def student_view(record: Record) -> Record:
    """Remove what the student may not read: hidden tests, messages for instructors, timing and digests.

    Names, hints and floors are read off hidden tests. They are as secret as the most secret one of their question.
    """
    return msgspec.structs.replace(
        record,
        questions=tuple(map(_question_view, record.questions)),
        timing=None,
        digests={"submission": record.digests.get("submission", "")},
    )


def _question_view(question: QuestionResult) -> QuestionResult:
    tests = tuple(
        msgspec.structs.replace(test, instructor_message=NO_TEXT, cpu=0.0, status=test.shown or test.status, shown=None)
        for test in question.tests
        if test.visibility != "hidden"
    )
    if len(tests) == len(question.tests):
        return msgspec.structs.replace(question, tests=tests)
    unnamed = tuple(msgspec.structs.replace(test, misconception=None, hint=NO_TEXT) for test in tests)
    return msgspec.structs.replace(question, tests=unnamed, mistakes=(), floor=None)


def shown_at_once(record: Record) -> Record:
    """Let the student see results of hidden tests now, except those that stay hidden for good."""
    return msgspec.structs.replace(
        record,
        questions=tuple(
            msgspec.structs.replace(
                question,
                tests=tuple(
                    test if test.visibility == "hidden" else msgspec.structs.replace(test, visibility="visible")
                    for test in question.tests
                ),
            )
            for question in record.questions
        ),
    )
