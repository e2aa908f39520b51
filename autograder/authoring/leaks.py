"""Searches bundles for answers before they are released.

Every SOLUTION region of the whole course is compared, by the shape of its code, with every module, notebook cell, code
block in Markdown, script of a page as far as it reads like Python (`page_scripts`), and member of a zip or wheel. Three
things count as a leak:

1. a **run**: three or more statements of an answer in a row (both, for an answer of two) that carry enough together;
2. an **expression** of an answer that carries enough by itself, anywhere: one-line answers are answers too;
3. a function of the **same name** as a question's that holds the whole answer, however short it is.

A sentence of a rubric or an example answer in `grading.toml` is a leak in any text.

A short answer of plain statements carries less than "enough" and is not found under another name.

"Enough" is counted in operations, calls, attributes, indices and numbers (see `shapes`), so that `n = len(x)` and two
more such lines are no leak: over 1,291 files of scientific Python there was no false alarm for the answers of a1_knn.
An assignment names in `gives` what it shows on purpose. A marker line is always a leak.
"""

import ast
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.markers import MarkedModule, Region, is_marker
from autograder.authoring.page_scripts import as_python
from autograder.authoring.shapes import Line, lines, shapes_in
from autograder.authoring.skeleton import answers_in, read_reference
from autograder.errors import AssignmentError, UsageError
from autograder.model.assignment import Question
from autograder.model.grading_rules import FILE_NAME as RULES
from autograder.model.grading_rules import load_grading_rules

__all__ = [
    "Answer",
    "Answers",
    "Leak",
    "LeakError",
    "collect_answers",
    "foreign_answers",
    "require_no_leaks",
    "scan",
]

RUN = 3
"""Statements in a row that make a run, at the least."""

ENOUGH_FOR_RUN = 10
ENOUGH_FOR_EXPRESSION = 9
ENOUGH_FOR_SENTENCE = 24
"""Characters of a sentence for graders that is searched for, without blanks and signs."""

SENTENCE = re.compile(r"(?<=[.?!])\s+|\n\s*\n")
SHOWN = 5
"""Leaks that one message names."""

ARCHIVES = (".zip", ".whl")
FENCE = re.compile(r"^```[ ]*(?:python|py|ipython3?)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


class LeakError(UsageError):
    """A bundle contains answers."""


@dataclass(frozen=True)
class BundleText:
    """One text of a bundle.

    Attributes:
        place: Its place (`wheels/x.whl/autograder/cli.py`, `a1_knn.ipynb cell 3`).
        kind: `code`, which must be Python; `example`, which may be; `text`.
        above: Lines of the file above the text.
    """

    place: str
    content: str
    kind: str = "text"
    above: int = 0


@dataclass(frozen=True)
class CodeShapes:
    """What of a module can match an answer.

    Attributes:
        lines: Shape and line of each statement, in order.
        expressions: Shape of each large expression, with the first line that has it.
        functions: Names of the functions.
    """

    lines: tuple[tuple[str, int], ...]
    expressions: dict[str, int]
    functions: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """One SOLUTION region of the course.

    Attributes:
        where: Its place in the sources.
        question: Id of its question; None for code that only the reference needs.
        function: The last part of the question's function name.
    """

    where: str
    question: str | None
    function: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Leak:
    """A place in a bundle, and the answer that it contains (None: a marker line)."""

    place: str
    answer: Answer | None

    def __str__(self) -> str:
        if self.answer is None:
            return f"{self.place}: a marker line"
        whose = self.answer.question or "code that only the reference needs"
        return f"{self.place}: the answer to {whose} ({self.answer.where})"


@dataclass(frozen=True)
class Answers:
    """All answers of a course, indexed for look-up."""

    runs: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    expressions: dict[str, Answer] = field(default_factory=dict)
    named: dict[str, list[Answer]] = field(default_factory=dict)
    sentences: dict[str, Answer] = field(default_factory=dict)

    def add_text(self, where: str, question: str, text: str) -> None:
        """Add a text for graders: a rubric's or an example answer's."""
        for sentence in SENTENCE.split(text):
            plain = _plain(sentence)
            if sum(1 + (one >= "\u1100") for one in plain) >= ENOUGH_FOR_SENTENCE:  # Hangul says more in a character
                self.sentences.setdefault(plain, Answer(where, question, None, ()))

    def add(self, answer: Answer) -> None:
        """Add an answer; where two have a run in common, the first keeps it."""
        for length in range(min(RUN, max(2, len(answer.lines))), len(answer.lines) + 1):
            for run in _windows(answer.lines, length):
                if sum(line.shape.size for line in run) >= ENOUGH_FOR_RUN:
                    self.runs.setdefault(_shapes(run), answer)
        for value in (value for line in answer.lines for value in line.values):
            if value.size >= ENOUGH_FOR_EXPRESSION:
                self.expressions.setdefault(value.text, answer)
        if answer.function and answer.lines:
            self.named.setdefault(answer.function, []).append(answer)


def collect_answers(course: Course, given: Collection[str] = ()) -> Answers:
    """Return the answers of all assignments, except those to the questions in `given`.

    Raises:
        AssignmentError: A source is broken, or `given` names a question that the course does not have.
    """
    answers = Answers()
    unknown = set(given)
    for source in course.sources():
        rules = load_grading_rules(source.folder, source.assignment)
        for entry in rules.by_people():
            for text in entry.text.texts().values():
                answers.add_text(source.show(source.folder / RULES), entry.question, text)
        unknown -= {question.id for question in source.assignment.question}
        for one in filter(None, (source, source.further())):
            for name in one.assignment.files():
                module = read_reference(one, name)
                for region, question in answers_in(one, module, name):
                    if question is None or question.id not in given:
                        answers.add(_answer(module, region, question))
    if unknown:
        raise AssignmentError("gives", f"the course has no question {', '.join(sorted(unknown))}")
    return answers


def scan(files: Mapping[str, bytes], answers: Answers) -> list[Leak]:
    """Return every place in `files` (path -> content) that contains an answer, one leak for each place and answer.

    Raises:
        LeakError: A module cannot be parsed, so it cannot be searched.
    """
    return list(dict.fromkeys(leak for text in _texts_in(files) for leak in _scan_text(text, answers)))


def foreign_answers(course: Course, source: AssignmentSource) -> Answers:
    """Return the answers that no bundle of `source` may contain: all of the course that it does not name in `gives`.

    Raises:
        AssignmentError: A source is broken, or `gives` names an unknown question.
    """
    try:
        return collect_answers(course, {entry.question for entry in source.assignment.gives})
    except AssignmentError as error:
        if error.where == "gives":
            raise AssignmentError(f"{source.show(source.folder / 'assignment.toml')}: gives", error.problem) from None
        raise


def require_no_leaks(source: AssignmentSource, files: Mapping[str, bytes], answers: Answers) -> None:
    """Refuse a bundle of `source` that contains answers.

    Args:
        source: The assignment.
        files: Path -> content of the bundle.
        answers: Those that it may not contain (`foreign_answers`).

    Raises:
        LeakError: It contains some; the message names the places.
    """
    leaks = scan(files, answers)
    if leaks:
        more = [f"and {len(leaks) - SHOWN} more"] if len(leaks) > SHOWN else []
        listed = "\n  ".join([*map(str, leaks[:SHOWN]), *more])
        raise LeakError(
            f"{source.id}: the bundle gives answers away; take them out, or name the question in `gives`:\n  {listed}"
        )


def _answer(module: MarkedModule, region: Region, question: Question | None) -> Answer:
    return Answer(
        where=f"{module.shown}:{region.begin}",
        question=question.id if question else None,
        function=question.function.split(".")[-1] if question and question.function else None,
        lines=tuple(lines(region.statements)),
    )


def _scan_text(text: BundleText, answers: Answers) -> Iterator[Leak]:
    for number, line in enumerate(text.content.splitlines(), start=1):
        if is_marker(line):
            yield Leak(_place(text, number), None)
    if answers.sentences:
        plain = _plain(text.content)
        told = [answer for sentence, answer in answers.sentences.items() if sentence in plain]
        yield from (Leak(text.place, answer) for answer in dict.fromkeys(told))
    shapes = _parse(text) if text.kind != "text" else None
    if shapes is not None:
        found = {*_runs(shapes, answers), *_whole_expressions(shapes, answers)}
        if shapes.functions & answers.named.keys():
            found.update(_same_names(ast.parse(text.content), answers))
        first: dict[str, int] = {}
        for number, answer in sorted(found, key=_first):
            if first.setdefault(answer.where, number) == number:
                yield Leak(_place(text, number), answer)


def _plain(text: str) -> str:
    """Return the letters and digits of a text alone, in lower case, so that line breaks and markup do not matter."""
    return re.sub(r"[\W_]+", "", text).lower()


def _parse(text: BundleText) -> CodeShapes | None:
    try:
        return _shapes_of(text.content)
    except (SyntaxError, ValueError) as error:
        if text.kind == "example":
            return None
        raise LeakError(f"{text.place}: cannot be read as Python, so it cannot be searched: {error}") from None


@lru_cache(maxsize=1024)  # every bundle contains the engine, whose shapes take two seconds
def _shapes_of(code: str) -> CodeShapes:
    tree = ast.parse(code)
    known = shapes_in(tree)
    large: dict[str, int] = {}
    for node, shape in known.items():
        if shape.size >= ENOUGH_FOR_EXPRESSION and isinstance(node, ast.expr):
            large[shape.text] = min(node.lineno, large.get(shape.text, node.lineno))
    names = frozenset(node.name for node in known if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return CodeShapes(tuple((line.shape.text, line.number) for line in lines(tree.body, known)), large, names)


def _runs(shapes: CodeShapes, answers: Answers) -> Iterator[tuple[int, Answer]]:
    for length in {len(run) for run in answers.runs}:
        for start in range(len(shapes.lines) - length + 1):
            run = shapes.lines[start : start + length]
            if answer := answers.runs.get(tuple(text for text, _number in run)):
                yield run[0][1], answer


def _whole_expressions(shapes: CodeShapes, answers: Answers) -> Iterator[tuple[int, Answer]]:
    for text in shapes.expressions.keys() & answers.expressions.keys():
        yield shapes.expressions[text], answers.expressions[text]


def _same_names(tree: ast.Module, answers: Answers) -> Iterator[tuple[int, Answer]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = list(lines(node.body)) if node.name in answers.named else []
            for answer in answers.named.get(node.name, []):
                if _shapes(answer.lines) in map(_shapes, _windows(body, len(answer.lines))):
                    yield node.lineno, answer


def _windows(told: Sequence[Line], length: int) -> Iterator[Sequence[Line]]:
    return (told[start : start + length] for start in range(len(told) - length + 1))


def _shapes(run: Iterable[Line]) -> tuple[str, ...]:
    return tuple(line.shape.text for line in run)


def _place(text: BundleText, number: int) -> str:
    return f"{text.place}:{text.above + number}"


def _first(found: tuple[int, Answer]) -> tuple[int, str]:
    return found[0], found[1].where


def _texts_in(files: Mapping[str, bytes]) -> Iterator[BundleText]:
    """Yield every text in `files` (path -> content), including those in archives."""
    for name, content in files.items():
        if name.endswith(ARCHIVES):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
            yield from _texts_in(inside)
        elif name.endswith(".ipynb"):
            yield from _cells(name, content)
        else:
            yield from _text(name, content)


def _text(name: str, content: bytes) -> Iterator[BundleText]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # pictures, arrays, catalogs: nothing to read
    yield BundleText(name, text, "code" if name.endswith((".py", ".pyi")) else "text")
    if name.endswith(".md"):
        yield from _examples(name, text)
    if name.endswith(".html"):
        yield BundleText(name, as_python(text), "code")


def _cells(name: str, content: bytes) -> Iterator[BundleText]:
    for number, cell in enumerate(json.loads(content)["cells"], start=1):
        place, source = f"{name} cell {number}", "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield BundleText(place, MAGIC.sub("", source), "code")
        else:
            yield BundleText(place, source)
            yield from _examples(place, source)


def _examples(place: str, text: str) -> Iterator[BundleText]:
    """Yield the blocks of Python in a Markdown text."""
    for found in FENCE.finditer(text):
        yield BundleText(place, textwrap.dedent(found[1]), "example", text.count("\n", 0, found.start(1)))
