"""Write pages with questions about a program: for the student, for a conversation, and for the whole class."""

from collections.abc import Iterable, Sequence
from html import escape

from autograder.i18n import Message, _, language
from autograder.model import assignment as described
from autograder.understanding.helpers import listings
from autograder.understanding.observe import StudentProgram
from autograder.understanding.question import CHOICES, CodeQuestion, Kind, Wrong

__all__ = [
    "KINDS",
    "LETTERS",
    "call_of",
    "class_sheet",
    "code_html",
    "interview_page",
    "question_text",
    "quiz_page",
    "what_to_listen_for",
]

LETTERS = "abcd"[:CHOICES]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem; color: #111; }
pre { background: #f4f4f4; padding: .6rem; overflow-x: auto; font-size: 13px; line-height: 1.35; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; } td, th { border: 1px solid #999; padding: .2rem .6rem; text-align: left; }
.key { break-before: page; } .small { color: #555; font-size: 13px; }
ol.choices { list-style: lower-alpha; }
"""

KINDS: dict[Kind, Message] = {
    "shape": Message("shape"),
    "dtype": Message("kind of numbers"),
    "value": Message("value"),
    "count": Message("count"),
    "what if": Message("what if"),
    "which line": Message("which line"),
    "edge": Message("edge"),
}

_LISTEN: dict[Kind, Message] = {
    "shape": Message("Does the student follow the axes: which one stays, which one is summed or added?"),
    "dtype": Message("Does the student say which operation decides the kind, and what would be lost with another?"),
    "value": Message("Can the student compute one number by hand and say which line it comes from?"),
    "count": Message("Does the student name the loops around the line and what each runs over?"),
    "what if": Message("Does the student say which later lines use the changed value, and which do not?"),
    "which line": Message("Can the student say why the line is needed, not only where it is?"),
    "edge": Message("Can the student say which rule of the task decides here, and where the code follows it?"),
}


def what_to_listen_for(kind: Kind) -> Message:
    """Return what shows understanding in an answer."""
    return _LISTEN[kind]


def call_of(program: StudentProgram, question: CodeQuestion) -> str:
    """Return the inputs that a question is about."""
    return program.edge[int(question.key.split()[1])] if question.kind == "edge" else program.calls[0]


def _page(title: str, body: Iterable[str]) -> bytes:
    """Return a page without scripts or links in the current language."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    parts = [f'<!DOCTYPE html>\n<html lang="{language()}"><head>{head}<style>{_STYLE}</style></head><body>']
    return "\n".join([*parts, f"<h1>{escape(title)}</h1>", *body, "</body></html>\n"]).encode()


def code_html(program: StudentProgram) -> str:
    """Return the function of a program and those that it calls, with line numbers, as HTML."""
    parts = []
    file = program.file
    for listing in listings(program):
        if listing.file != file:
            file = listing.file
            parts.append(f"<p><code>{escape(file)}</code></p>")
        text = "\n".join(f"{number:4}  {escape(line)}" for number, line in listing.lines)
        parts.append(f"<pre>{text}</pre>")
    return "".join(parts)


def question_text(question: CodeQuestion, program: StudentProgram, choices: bool = True) -> str:
    """Return a question, its inputs, and its choices if asked for, as HTML."""
    inputs = f"<pre>{escape(call_of(program, question))}</pre>" if question.with_inputs else ""
    tag = "code" if question.kind == "which line" else "span"
    items = "".join(f"<li><{tag}>{_marked(str(choice))}</{tag}></li>" for choice in question.choices)
    listed = f'<ol class="choices">{items}</ol>' if choices and items else ""
    typed = f" {escape(str(question.typed.instruction()))}" if question.typed else ""
    return f"{inputs}<p>{_marked(str(question.text))}{typed}</p>{listed}"


def _marked(text: str) -> str:
    """Return text as HTML, with code between backquotes."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def _key(question: CodeQuestion) -> str:
    steps = "".join(f"<li><code>{escape(str(step))}</code></li>" for step in question.steps)
    letter = "" if question.typed else f"<b>{LETTERS[question.right]}</b>) "
    typical = [
        _("{letter}) is what this mistake gives: {mistake}").format(letter=letter, mistake=choice.mistake)
        for letter, choice in zip(LETTERS, question.choices, strict=False)
        if isinstance(choice, Wrong)
    ]
    said = "".join(f"<p>{_marked(text)}</p>" for text in typical)
    return f"<p>{letter}{_marked(str(question.reveal))}</p>{said}" + (f"<ul>{steps}</ul>" if steps else "")


def _short(question: CodeQuestion) -> str:
    """Return the right answer as briefly as possible."""
    if question.typed is None:
        return LETTERS[question.right]
    numbers = ", ".join(f"{number:g}" for number in question.typed.numbers)
    return f"({numbers})" if len(question.typed.numbers) > 1 else numbers


def quiz_page(program: StudentProgram, question: described.Question, asked: Sequence[CodeQuestion]) -> bytes:
    """Return a page for the student, on which each answer can be unfolded."""
    body = [code_html(program)]
    for number, one in enumerate(asked, 1):
        body.append(f"<h2>{number}</h2>{question_text(one, program)}")
        body.append(f"<details><summary>{escape(_('What really happens'))}</summary>{_key(one)}</details>")
    return _page(str(question.title), body)


def interview_page(student: str, items: Sequence[tuple[StudentProgram, CodeQuestion]], found: int) -> bytes:
    """Return the page for a conversation with one student, with the key on a second page.

    Args:
        student: Name of the student.
        items: The questions, each with its program.
        found: How many questions about this code could be verified.
    """
    body = []
    seen: set[str] = set()
    for number, (program, question) in enumerate(items, 1):
        if program.function not in seen:
            body.append(f"<h2><code>{escape(program.file)}: {escape(program.function)}</code></h2>{code_html(program)}")
            seen.add(program.function)
        body.append(f"<h3>{number}</h3>{question_text(question, program)}")
    text = _("Questions about this code that could be verified: {count}").format(count=found)
    body.append(f'<p class="small">{escape(text)}</p>')
    if not items:
        body.append(f"<p>{escape(_('No question about this code could be verified, so none is asked.'))}</p>")
    body.append(f'<div class="key"><h2>{escape(_("Key: {student}").format(student=student))}</h2>')
    for number, (_program, question) in enumerate(items, 1):
        body.append(
            f"<h3>{number} <span class='small'>{KINDS[question.kind]}, {question.block}</span></h3>{_key(question)}"
        )
        body.append(f'<p class="small">{escape(str(what_to_listen_for(question.kind)))}</p>')
    reason = _("A wrong answer is a reason to talk, not a verdict. It does not change the score.")
    body.append(f"<p>{escape(reason)}</p></div>")
    return _page(student, body)


def class_sheet(assignment: str, rows: Sequence[tuple[str, str, Sequence[CodeQuestion], int]]) -> bytes:
    """Return the sheet of the class: one row per student.

    Args:
        assignment: Id of the assignment.
        rows: Name, file of the page, questions, and how many could be verified.
    """
    heads = (_("student"), _("asked about (line)"), _("right answers"), _("verified"), _("notes"))
    cells = []
    for name, link, questions, found in rows:
        kinds = ", ".join(f"{KINDS[one.kind]} ({one.line})" if one.line else str(KINDS[one.kind]) for one in questions)
        key = ", ".join(_short(one) for one in questions)
        shown = f'<a href="{escape(link)}">{escape(name)}</a>'
        cells.append(f"<tr><td>{shown}</td><td>{escape(kinds)}</td><td>{key}</td><td>{found}</td><td></td></tr>")
    table = "".join(f"<th>{escape(head)}</th>" for head in heads)
    warning = _("Do not publish: the pages show students' code and the right answers.")
    rest = "".join(cells)
    body = f'<p>{escape(warning)}</p><div class="wide" tabindex="0"><table><tr>{table}</tr>{rest}</table></div>'
    return _page(assignment, [body])
