"""List what there is to judge: for each question the answers, equal ones as one, and what was decided about them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.gradebook import Gradebook, Standing
from autograder.model.assignment import Assignment, Question
from autograder.model.final_score import Adjustment
from autograder.model.grading_rules import GradingRules, RubricItem
from autograder.model.partial_credit import GateKind, ScoredTest, earned_points
from autograder.model.points import total
from autograder.model.results import HELD, QuestionResult, Record, TestResult
from autograder.model.written import RegradeRequest, WrittenAnswer

__all__ = ["FILTERS", "Case", "Progress", "Roll", "offered_points", "rubric_points"]

FILTERS = ("ungraded", "all", "look again")
"""What a list can show: what is not decided, everything, what needs another look; or a grader's name."""


@dataclass(frozen=True)
class Case:
    """One thing to judge: equal answers to one question, or the withheld points of one student.

    Attributes:
        id: Its name in addresses; it tells nothing about the students.
        question: The question.
        same: Key of the written answer; empty for an empty answer and for withheld points.
        students: The students, each with the submission that counts.
        decisions: The last decision about each student, in the same order; None where there is none.
        look_again: Whether the answer or the rubric has changed since somebody graded it.
    """

    id: str
    question: Question
    same: str
    students: tuple[Standing, ...]
    decisions: tuple[Adjustment | None, ...]
    look_again: bool = False

    @property
    def decided(self) -> bool:
        """Whether every student has points from a person."""
        return all(one is not None and one.points is not None for one in self.decisions)

    @property
    def decision(self) -> Adjustment | None:
        """The last decision about any of the students."""
        return max((one for one in self.decisions if one), key=lambda one: one.number, default=None)

    @property
    def differ(self) -> bool:
        """Whether the students have different points or comments."""
        return len({(one.points, one.comment) if one else None for one in self.decisions}) > 1

    def seen(self) -> dict[str, int]:
        """Return the number of the last decision about each student, 0 for none."""
        pairs = zip(self.students, self.decisions, strict=True)
        return {one.student: decision.number if decision else 0 for one, decision in pairs}

    def shown_by(self, show: str) -> bool:
        """Return whether a list with this filter has the case."""
        if show == "ungraded":
            return not self.decided
        if show == "look again":
            return self.look_again
        return show in ("", "all") or any(one and one.grader == show for one in self.decisions)


@dataclass(frozen=True)
class Progress:
    """How far the grading of a question is.

    Attributes:
        question: The question.
        graded: Number of students whose points a person has given.
        students: Number of students.
        left: Number of cases that are left, equal answers counted once.
        look_again: Number of cases that need another look.
    """

    question: Question
    graded: int
    students: int
    left: int
    look_again: int


@dataclass
class _State:
    """What was read from the gradebook, and the version of the file at that time."""

    version: int
    counting: list[Standing] = field(default_factory=list)
    cases: dict[str, list[Case]] = field(default_factory=dict)


class Roll:
    """The cases of one assignment. What is read is kept until the gradebook changes.

    Args:
        book: The gradebook.
        assignment: The assignment.
        rules: Its rubrics.
    """

    def __init__(self, book: Gradebook, assignment: Assignment, rules: GradingRules) -> None:
        self.book = book
        self.assignment = assignment
        self.rules = rules
        self._state = _State(-1)

    def counting(self) -> list[Standing]:
        """Return the submission of each student that counts and has a result, by student."""
        return self._fresh().counting

    def questions(self) -> list[Question]:
        """Return the questions with something to judge: written ones, and those with withheld points."""
        held = self._held()
        return [one for one in self.assignment.question if one.kind == "manual" or one.id in held]

    def cases(self, question: str) -> list[Case]:
        """Return the cases of a question, in an order that tells nothing about the students.

        Args:
            question: Id of the question.
        """
        state = self._fresh()
        if question not in state.cases:
            state.cases[question] = self._listed(state.counting, self.assignment.named(question))
        return state.cases[question]

    def case(self, question: str, id: str) -> Case | None:
        """Return one case; None if there is none of this id any more."""
        return next((case for case in self.cases(question) if case.id == id), None)

    def progress(self) -> list[Progress]:
        """Return how far each question is."""
        found = []
        for question in self.questions():
            cases = self.cases(question.id)
            graded = sum(1 for case in cases for one in case.decisions if one and one.points is not None)
            left = sum(not case.decided for case in cases)
            again = sum(case.look_again for case in cases)
            found.append(Progress(question, graded, sum(len(case.students) for case in cases), left, again))
        return found

    def requests(self) -> list[RegradeRequest]:
        """Return the requests that nobody has answered."""
        return [one for one in self.book.requests(self.assignment.id) if one.open]

    def changed(self) -> None:
        """Forget what was read, because a decision was stored."""
        self._state.cases.clear()

    def answers(self, case: Case) -> tuple[WrittenAnswer, ...]:
        """Return the written answers of a case."""
        one = case.students[0]
        return self.book.written(self.assignment.id, one.entry, one.digests[1], case.question.id)

    def record(self, one: Standing) -> Record:
        """Return the result of a submission."""
        return self.book.entry(one).record

    def matching(self, question: str, words: str) -> list[Case]:
        """Return the cases whose answer, or whose student, has all these words.

        Args:
            question: Id of the question.
            words: Words, separated by blanks; case does not matter.
        """
        wanted = words.casefold().split()

        def fits(case: Case) -> bool:
            text = " ".join(answer.text for answer in self.answers(case))
            names = " ".join(f"{one.student} {one.person.name if one.person else ''}" for one in case.students)
            return all(word in f"{text} {names}".casefold() for word in wanted)

        return [case for case in self.cases(question) if fits(case)]

    def comments(self, question: str) -> list[tuple[str, int]]:
        """Return the comments on a question that count now, with the number of students, the most frequent first."""
        decided = self.book.all_adjustments(self.assignment.id, question)
        current = [own[question].comment for own in decided.values() if question in own]
        return Counter(comment for comment in current if comment.strip()).most_common()

    def graders(self, question: str) -> list[str]:
        """Return the names of everybody whose decision about a question counts."""
        found = {one.grader for case in self.cases(question) for one in case.decisions if one and one.grader}
        return sorted(found)

    def _fresh(self) -> _State:
        version = self.book.version()
        if self._state.version != version:
            counting = [one for one in self.book.standings(self.assignment.id) if one.counts and one.has_result]
            self._state = _State(version, counting)
        return self._state

    def _held(self) -> dict[str, list[Standing]]:
        """Return the submissions with withheld points, by question."""
        flagged = self.book.held(self.assignment.id)
        found: dict[str, list[Standing]] = defaultdict(list)
        for one in self.counting():
            if (*one.digests, one.submission) in flagged:
                for question in self.record(one).questions:
                    if question.held():
                        found[question.id].append(one)
        return found

    def _listed(self, counting: Sequence[Standing], question: Question) -> list[Case]:
        groups: dict[str, list[Standing]] = defaultdict(list)
        keys: dict[str, str] = {}
        if question.kind == "manual":
            written = self.book.written_keys(self.assignment.id)
            for one in counting:
                same = written.get((one.entry, one.digests[1]), {}).get(question.id, "")
                groups[same].append(one)
                keys[same] = same
        else:
            for one in self._held().get(question.id, ()):
                groups["\0".join((one.student, one.entry, *one.digests))].append(one)  # new code is a new case
        decided = self.book.all_adjustments(self.assignment.id, question.id)
        current = {item.key for item in self.rules.rubric_of(question.id)}
        cases = []
        for group, students in groups.items():
            decisions = tuple(decided.get(one.student, {}).get(question.id) for one in students)
            same = keys.get(group, "")
            cases.append(
                Case(
                    id=hashlib.sha256(f"{question.id}\0{group}".encode()).hexdigest()[:12],
                    question=question,
                    same=same,
                    students=tuple(students),
                    decisions=decisions,
                    look_again=any(_changed(one, same, current, question) for one in decisions),
                )
            )
        # The empty answer first: one click for all who left it out. The others in the order of their ids.
        return sorted(cases, key=lambda case: (question.kind != "manual" or case.same != "", case.id))


def _changed(decision: Adjustment | None, same: str, rubric: Iterable[str], question: Question) -> bool:
    """Return whether what was judged is not what stands there now."""
    if decision is None or decision.points is None or question.kind != "manual":
        return False
    other_answer = bool(decision.grader or decision.items) and decision.answer != same
    return other_answer or any(item.key not in rubric for item in decision.items)


def offered_points(result: QuestionResult) -> tuple[float, float]:
    """Return the points of a question if its withheld tests are rejected, and if they are accepted.

    Accepted tests count as passed ones: the shares of gates grow with them, and a gate that passed and earned nothing,
    because it comes after a withheld one, earns its points. After a gate that failed it earns none.
    """
    sure = total(test.score for test in result.tests if test.status not in HELD)
    return sure, min(result.points, total(earned_points(_accepted(result))))


def _accepted(result: QuestionResult) -> list[ScoredTest]:
    """Return the tests of a question as if its withheld ones had passed."""
    right = {test.id for test in result.tests if test.status == "passed" or test.status in HELD}
    failed = tuple(test.id for test in result.tests if test.gate and test.id not in right)
    values = any(test.score for test in result.tests if not test.gate)

    def scored(test: TestResult) -> ScoredTest:
        waits = test.gate and test.status == "passed" and not test.score and values
        kind: GateKind = (test.checks or "shape") if test.gate else ""
        hidden = test.visibility != "visible"
        return ScoredTest(test.id, test.max_score, test.id in right, kind, hidden, failed if waits else ())

    return [scored(test) for test in result.tests]


def rubric_points(items: Iterable[RubricItem], most: float) -> float:
    """Return the points that the items of a rubric give together, from 0 to the maximum."""
    return min(most, max(0.0, round(sum(item.points for item in items), 2)))
