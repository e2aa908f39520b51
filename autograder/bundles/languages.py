"""Put the contracts of a bundle into another language: Korean docstrings in the skeletons, or `SPEC.ko.md` beside them.

The code stays the same, so grading does not depend on the language of the skeletons. The optional question in `further`
has a sidecar of its own; without one, its files stay English.
"""

import re
from collections.abc import Iterator, Mapping

from autograder.authoring.course import AssignmentSource
from autograder.authoring.docstring_files import (
    docstring_problems,
    files_in_language,
    files_of_students,
    read_docstrings,
    require_docstrings,
    sidecar_name,
)
from autograder.authoring.docstrings import Described, described
from autograder.errors import UsageError
from autograder.i18n import _, speaking
from autograder.model.assignment import FURTHER, Question

__all__ = ["BOTH", "in_all_languages", "in_language", "spec"]

BOTH = "both"
"""English skeletons, and the contracts of all other languages beside them."""

_SECTION = re.compile(r"\w+:")
_ENTRY = re.compile(r"    (\*{0,2}\w+(?:, \w+)*): (.*)")
_CODE = re.compile(r"(`[^`]*`)")
_EMPHASIS = re.compile(r"(?<![\w*)\]])\*(?=[^\s*])([^*\n]+)(?<=[^\s*])\*(?!\*)")
_FENCE = "```"


def in_language(source: AssignmentSource, built: Mapping[str, bytes], language: str) -> dict[str, bytes]:
    """Return the generated folder with the contracts in a language.

    Args:
        source: The assignment.
        built: Path -> content of the generated folder.
        language: `en` for the folder as it is; another language of the assignment for skeletons and given files with
            its docstrings; `both` for English ones with `SPEC.ko.md` beside them, in `further`, too.

    Raises:
        UsageError: The assignment does not have the language.
        AssignmentError: Its sidecar lacks a docstring, or has one that is outdated.
    """
    others = _others(source)
    if language == "en":
        return dict(built)
    if language == BOTH and others:
        return {**built, **{name: page for other in others for name, page in _pages(source, other)}}
    if language not in others:
        known = ", ".join(source.assignment.languages)
        raise UsageError(f"--lang {language}: {source.id} has {known}; choose one, or declare the language")
    return {**built, **dict(_files(source, language))}


def in_all_languages(source: AssignmentSource) -> dict[str, bytes]:
    """Return the files that bundles of other languages add or change, for the leak scan.

    There are none if a sidecar has problems: it cannot be released, and `build --check` reports the assignment's.
    """
    if any(docstring_problems(part) for language in _others(source) for _folder, part in _parts(source, language)):
        return {}
    found: dict[str, bytes] = {}
    for language in _others(source):
        found.update(_pages(source, language))
        found.update((f"{language}/{name}", text) for name, text in _files(source, language))
    return found


def spec(source: AssignmentSource, language: str) -> str:
    """Return `SPEC.ko.md`: for each file and function its signature and its contract in another language.

    Raises:
        AssignmentError: The sidecar of the language lacks a docstring, or has one that is outdated.
    """
    require_docstrings(source, language)
    sidecar = read_docstrings(source, language)
    with speaking(language):
        lines = [
            f"# {source.assignment.title}: {_('what each function must do')}",
            "",
            _("This page says in your language what the docstrings in the files say in English. The code is the same."),
        ]
        for name, text in files_of_students(source).items():
            for entry in described(text):
                if entry.docstring:
                    lines += ["", *_heading(source, name, entry), "", *_prose(sidecar[name][entry.name].docstring)]
    return "\n".join(lines) + "\n"


def _others(source: AssignmentSource) -> list[str]:
    return [language for language in source.assignment.languages if language != "en"]


def _parts(source: AssignmentSource, language: str) -> Iterator[tuple[str, AssignmentSource]]:
    """Yield the assignment and, if it has a sidecar of the language, its optional question, each after its folder."""
    yield "", source
    further = source.further()
    if further and language in _others(further) and (further.folder / sidecar_name(language)).is_file():
        yield f"{FURTHER}/", further


def _pages(source: AssignmentSource, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the pages of a language."""
    for folder, part in _parts(source, language):
        yield f"{folder}SPEC.{language}.md", spec(part, language).encode()


def _files(source: AssignmentSource, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the skeletons and given files in a language."""
    for folder, part in _parts(source, language):
        for name, text in files_in_language(part, language).items():
            yield f"{folder}{name}", text.encode()


def _heading(source: AssignmentSource, file: str, entry: Described) -> Iterator[str]:
    """Yield the heading of a module, class or function; below it, the signature and the question that it answers."""
    if not entry.name:
        yield f"## `{file}`"
        return
    yield f"### `{entry.name}`"
    yield ""
    yield from (f"{_FENCE}python", entry.signature, _FENCE)
    question = next((q for q in source.assignment.question if (q.file, q.function) == (file, entry.name)), None)
    if question:
        yield ""
        yield _question(question)


def _question(question: Question) -> str:
    if not question.points:
        return _("Optional question `{id}`, without points: `autograder check {id}`").format(id=question.id)
    text = _("Question `{id}`, {points} points: `autograder check {id}`")
    return text.format(id=question.id, points=f"{question.points:g}")


def _prose(docstring: str) -> Iterator[str]:
    """Yield a docstring as Markdown: paragraphs, formulas as blocks, arguments as lists."""
    section, verbatim = False, False
    for line in docstring.split("\n"):
        formula = line.startswith("    ") and not section
        if formula != verbatim and line:
            yield f"{_FENCE}text" if formula else _FENCE
            if not formula:
                yield ""
            verbatim = formula
        if formula:
            yield line[4:]
        elif _SECTION.fullmatch(line):
            section = True
            yield f"**{line}**"
            yield ""
        elif not line:
            if not verbatim:
                yield ""
        else:
            section = section and line.startswith("    ")
            yield from _sentence(line, section)
    if verbatim:
        yield _FENCE


def _sentence(line: str, section: bool) -> Iterator[str]:
    """Yield a line of text; one with the name of an argument begins an item of a list."""
    entry = _ENTRY.fullmatch(line) if section else None
    if entry:
        yield f"- **`{entry[1]}`**: {_escaped(entry[2])}"
    else:
        yield _escaped(f"  {line.strip()}" if section and line.startswith("        ") else line.strip())


def _escaped(text: str) -> str:
    """Escape what Markdown would read as emphasis, except in code and where it is meant so."""
    parts = _CODE.split(text)
    for place in range(0, len(parts), 2):
        pieces = _EMPHASIS.split(parts[place])
        plain = [piece.replace("*", "\\*") if index % 2 == 0 else f"*{piece}*" for index, piece in enumerate(pieces)]
        parts[place] = re.sub(r"<(?=[\w/!?])", r"\\<", "".join(plain))
    return "".join(parts)
