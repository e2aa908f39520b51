"""Read the sidecar with the docstrings of an assignment in another language, and compare it with the English ones.

`docstrings.ko.md` has a heading of the first level for each file, one of the second level for each class and function
by its qualified name, and below a heading blocks:

    # knn.py
    ```text english=1a2b3c4d
    the docstring of the module; the digest tells which English docstring it translates
    ```
    ## KNearestNeighbor.train
    ```python
    # an English comment of the skeleton, as it stands there

    # the same comment in the other language
    ```
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.docstrings import Described, Words, described, digest, in_other_words
from autograder.authoring.skeleton import skeleton
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.i18n import _
from autograder.model.proof import Problem

__all__ = [
    "docstring_draft",
    "docstring_problems",
    "files_in_language",
    "files_of_students",
    "read_docstrings",
    "require_docstrings",
    "sidecar_name",
]

WIDTH = 120
"""Columns of a line in a student's file; a Hangul syllable takes two."""

HEAD = """\
The docstrings and comments of what students read, in another language: `autograder release --lang {language}` puts them
into the skeletons, `--lang both` makes `SPEC.{language}.md` of them. Each heading names a file, a class or a function.
`english=` is the digest of the English docstring that the text says; when that changes, `autograder build` names the
entry here.
"""

_HEADING = re.compile(r"(#{1,2}) `?([\w.]+)`?")
_DOCSTRING = re.compile(r"```text english=([0-9a-f]+)")
_COMMENT = "```python"
_END = "```"
_SECTION = re.compile(r"^(\w+):$", re.MULTILINE)
_ENTRY = re.compile(r"^    (\*{0,2}\w+(?:, \w+)*): ", re.MULTILINE)
_SHAPE = re.compile(r"^\s+((?:self\.)?\w+: \([\w, *+-]{1,40}\))", re.MULTILINE)
"""The shape of an argument, which messages about wrong shapes quote (`autograder/testing/findings.py`)."""

_TODO = re.compile(r"TODO\(\w+\)")

Sidecar = Mapping[str, Mapping[str, Words]]
"""File -> qualified name -> words."""


def sidecar_name(language: str) -> str:
    """Return the name of the sidecar in a language."""
    return f"docstrings.{language}.md"


def files_of_students(source: AssignmentSource) -> dict[str, str]:
    """Return the English text of each Python file that a student reads as a contract: skeletons and given files."""
    made = {name: skeleton(source, name) for name in source.assignment.files()}
    for name in source.assignment.given:
        path = source.folder / "given" / name
        if name.endswith(".py"):
            made[name] = read_text(path, source.show(path))
    return made


def files_in_language(source: AssignmentSource, language: str) -> dict[str, str]:
    """Return the same files with docstrings and comments in another language.

    Raises:
        AssignmentError: The language is not declared, or the sidecar lacks a text or has an outdated one.
    """
    require_docstrings(source, language)
    sidecar = read_docstrings(source, language)
    return {name: in_other_words(text, sidecar.get(name, {}), name) for name, text in files_of_students(source).items()}


def require_docstrings(source: AssignmentSource, language: str) -> None:
    """Require that all docstrings exist in a language and translate the present English ones.

    Raises:
        AssignmentError: The language is not declared, or a text is missing, outdated or unknown.
    """
    _require_declared(source, language)
    problems = [one for one in docstring_problems(source) if one.where.startswith(_shown(source, language))]
    if problems:
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise AssignmentError(problems[0].where, f"{problems[0].found} {problems[0].cure}{more}")


def _require_declared(source: AssignmentSource, language: str) -> None:
    if language == "en" or language not in source.assignment.languages:
        known = ", ".join(source.assignment.languages)
        where = f"{source.show(source.folder / 'assignment.toml')}: languages"
        raise AssignmentError(where, f"found {known}; declare {language}, or name another one than English")


def docstring_problems(source: AssignmentSource) -> list[Problem]:
    """Return where the sidecars of all declared languages differ from the English docstrings."""
    english = {name: described(text) for name, text in files_of_students(source).items()}
    return [
        problem
        for language in source.assignment.languages
        if language != "en"
        for problem in _problems(source, language, english)
    ]


def docstring_draft(source: AssignmentSource, language: str) -> str:
    """Return the sidecar of a language with every text that it lacks in English, for a person to translate.

    What stands in it already stays, outdated texts too; what has no English counterpart is left out.

    Raises:
        AssignmentError: The language is not declared, or the sidecar is malformed.
    """
    _require_declared(source, language)
    sidecar = read_docstrings(source, language)
    path = source.folder / sidecar_name(language)
    old = read_text(path, source.show(path)) if path.is_file() else HEAD.format(language=language)
    lines = [re.split(r"(?m)^# ", old)[0].rstrip()]
    for file, text in files_of_students(source).items():
        for entry in described(text):
            words = sidecar.get(file, {}).get(entry.name, Words())
            lines += ["", f"## {entry.name}" if entry.name else f"# {file}"]
            if entry.docstring:
                english = words.english or digest(entry.docstring)
                lines += ["", f"```text english={english}", words.docstring or entry.docstring, _END]
            for comment in entry.comments:
                lines += ["", _COMMENT, comment, "", words.comments.get(comment, comment), _END]
    return "\n".join(lines) + "\n"


def read_docstrings(source: AssignmentSource, language: str) -> Sidecar:
    """Read the sidecar of a language; it is empty if there is no such file.

    Raises:
        AssignmentError: A line is neither heading nor part of a block, or a name or block occurs twice.
    """
    path = source.folder / sidecar_name(language)
    return _parsed(read_text(path, source.show(path)), path, source.show(path)) if path.is_file() else {}


def _shown(source: AssignmentSource, language: str) -> str:
    return source.show(source.folder / sidecar_name(language))


def _parsed(text: str, path: Path, shown: str) -> dict[str, dict[str, Words]]:
    """Return what a sidecar says; lines above its first heading are for translators."""
    found: dict[str, dict[str, Words]] = {}
    file, name = "", ""
    lines = iter(enumerate(text.split("\n"), start=1))
    for number, line in lines:
        heading = _HEADING.fullmatch(line)
        if heading:
            file, name = (heading[2], "") if heading[1] == "#" else (file, heading[2])
            if not file or name in found.get(file, {}):
                problem = f"{heading[2]} stands there twice" if file else "a name without a file above it"
                raise AssignmentError(f"{shown}:{number}", f"{problem}; write `# FILE.py`, then `## NAME` once each")
            found.setdefault(file, {})[name] = Words(line=number)
        elif file and line.startswith(_END):
            block = _block(lines, shown, number)
            found[file][name] = _with_block(found[file][name], line, block, f"{shown}:{number}")
        elif file and line.strip():
            raise AssignmentError(
                f"{shown}:{number}",
                f"{line.strip()[:40]!r} is neither a heading nor in a block; write texts between ```text and ```",
            )
    return found


def _block(lines: Iterator[tuple[int, str]], shown: str, begin: int) -> list[str]:
    """Return the lines up to the end of a block."""
    block: list[str] = []
    for _number, line in lines:
        if line == _END:
            return block
        if line.startswith(_END):
            break
        block.append(line)
    raise AssignmentError(f"{shown}:{begin}", "a block that does not end; write ``` below it")


def _with_block(words: Words, opened: str, block: list[str], where: str) -> Words:
    docstring = _DOCSTRING.fullmatch(opened)
    if docstring and not words.docstring:
        return Words("\n".join(block).strip(), docstring[1], words.comments, words.line)
    english, _blank, other = "\n".join(block).strip().partition("\n\n")
    if opened != _COMMENT or not all(line.startswith("#") for line in f"{english}\n{other}".split("\n")):
        raise AssignmentError(
            where,
            "not a block of a sidecar; write one ```text english=DIGEST for the docstring, and for each comment "
            "```python with the English comment, a blank line, and the other one",
        )
    return Words(words.docstring, words.english, {**words.comments, english: other}, words.line)


def _problems(source: AssignmentSource, language: str, english: Mapping[str, list[Described]]) -> Iterator[Problem]:
    shown = _shown(source, language)
    sidecar = read_docstrings(source, language)
    if not sidecar and any(english.values()):
        yield Problem(
            shown,
            _("No docstring is translated into {language}.").format(language=language),
            _("Write a draft with `autograder build {assignment} --draft {language}`, and translate it.").format(
                assignment=source.id, language=language
            ),
        )
        return
    for file, entries in english.items():
        for entry in entries:
            words = sidecar.get(file, {}).get(entry.name, Words())
            where = f"{shown}:{words.line}" if words.line else shown
            label = f"{file}: {entry.name}" if entry.name else file
            yield from _problems_of(entry, words, where, label, language)
    for file, names in sidecar.items():
        known = {entry.name: entry for entry in english.get(file, [])}
        for name, words in names.items():
            label = f"{file}: {name}" if name else file
            where = f"{shown}:{words.line}"
            gone = [*words.comments] if name in known else []
            if name in known:
                gone = [comment for comment in gone if comment not in known[name].comments]
            elif name or words.docstring or words.comments:
                yield Problem(where, _("{name} has no English docstring.").format(name=label), _unknown())
            for comment in gone:
                problem = _("{name} has no comment `{comment}`.").format(name=label, comment=_first(comment))
                yield Problem(where, problem, _unknown())


def _problems_of(entry: Described, words: Words, where: str, label: str, language: str) -> Iterator[Problem]:
    """Yield what the words lack of one docstring and its comments."""
    now = digest(entry.docstring)
    block = f"```text english={now}"
    if entry.docstring and not words.docstring:
        problem = _("{name}: its docstring is missing in {language}.").format(name=label, language=language)
        heading = f"## {entry.name}" if entry.name else f"# {label}"
        yield Problem(
            where, problem, _("Write it below `{heading}`, after `{block}`.").format(heading=heading, block=block)
        )
    elif entry.docstring and words.english != now:
        problem = _("{name}: its English docstring has changed, the one in {language} has not.")
        cure = _("Change it too, then write `{block}` above it.").format(block=block)
        yield Problem(where, problem.format(name=label, language=language), cure)
    elif entry.docstring and words.docstring == entry.docstring:
        problem = _("{name}: its docstring is still English.").format(name=label)
        yield Problem(where, problem, _("Translate it into {language}.").format(language=language))
    elif entry.docstring:
        yield from _form(entry, words.docstring, where, label)
    elif words.docstring:
        yield Problem(where, _("{name} has no English docstring.").format(name=label), _unknown())
    for comment in entry.comments:
        new = words.comments.get(comment)
        if new is None:
            problem = _("{name}: the comment `{comment}` is missing in {language}.")
            yield Problem(
                where,
                problem.format(name=label, comment=_first(comment), language=language),
                _("Write both in a block that begins with ```python, a blank line between them."),
            )
        elif new == comment and _TODO.search(comment):
            problem = _("{name}: the comment `{comment}` is still English.")
            yield Problem(
                where,
                problem.format(name=label, comment=_first(comment)),
                _("Translate it into {language}.").format(language=language),
            )
        elif _TODO.findall(new) != _TODO.findall(comment):
            problem = _("{name}: the comment `{comment}` has another TODO(...) in {language}.")
            yield Problem(
                where,
                problem.format(name=label, comment=_first(comment), language=language),
                _("Keep TODO(...) as it is; messages count them."),
            )
    yield from _wide(entry, words, where, label)


def _form(entry: Described, docstring: str, where: str, label: str) -> Iterator[Problem]:
    """Yield where sections, the names in them, or their shapes differ."""
    for pattern in (_SECTION, _ENTRY, _SHAPE):
        wanted, found = pattern.findall(entry.docstring), pattern.findall(docstring)
        if wanted != found:
            yield Problem(
                where,
                _("{name}: found {found}, in English it is {wanted}.").format(
                    name=label, found=", ".join(found) or "-", wanted=", ".join(wanted) or "-"
                ),
                _("Keep Args, Returns and Raises as they are, and the names and shapes below them."),
            )


def _wide(entry: Described, words: Words, where: str, label: str) -> Iterator[Problem]:
    deep = 4 * (entry.name.count(".") + bool(entry.name))
    for text in (words.docstring, *words.comments.values()):
        for line in text.split("\n"):
            columns = deep + sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)
            if columns > WIDTH:
                yield Problem(
                    where,
                    _("{name}: a line has {columns} columns: {line}").format(
                        name=label, columns=columns, line=f"{line.strip()[:30]} …"
                    ),
                    _("Break it before column {width}.").format(width=WIDTH),
                )


def _unknown() -> str:
    return _("Correct the name, or remove it.")


def _first(comment: str) -> str:
    return comment.partition("\n")[0].removeprefix("# ")
