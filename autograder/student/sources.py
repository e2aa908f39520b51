"""Load the assignment in a student's folder and inspect the student's files without running them."""

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import PUBLIC_NAME, SOURCE_NAME, Assignment, load_assignment
from autograder.runtime.offered import treatment

__all__ = ["Remark", "StudentFile", "assignment_here", "inspect_sources"]

_STUB = re.compile(r"([a-z]\w*): not written yet \(")


@dataclass(frozen=True)
class Remark:
    """Describe a problem in a file: the line, if known, and what to do."""

    line: int | None
    text: str


@dataclass(frozen=True)
class StudentFile:
    """Describe one file that students write.

    Attributes:
        name: Name of the file.
        missing: Whether the file does not exist.
        broken: Why Python cannot read it; None if Python can.
        imports: A remark for each import that is not available during grading.
        modules: Names of the top-level modules that it imports.
        stubs: Ids of the questions whose function is still the stub.
    """

    name: str
    missing: bool = False
    broken: Remark | None = None
    imports: tuple[Remark, ...] = ()
    modules: frozenset[str] = frozenset()
    stubs: tuple[str, ...] = ()

    @property
    def unreadable(self) -> bool:
        """Whether the file is missing or broken, so that its questions cannot run."""
        return self.missing or self.broken is not None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Syntax and encoding errors; otherwise imports that grading does not allow."""
        if self.missing:
            text = _("{file} is missing; put it into this folder under this name.").format(file=self.name)
            return (Remark(None, text),)
        return (self.broken,) if self.broken else self.imports

    def lines(self) -> list[str]:
        """Return the remarks, each prefixed with file and line."""
        if self.missing:  # the text already names the file
            return [remark.text for remark in self.remarks]
        places = (f"{self.name}:{remark.line}" if remark.line else self.name for remark in self.remarks)
        return [f"{place}: {remark.text}" for place, remark in zip(places, self.remarks, strict=True)]


def assignment_here(folder: Path) -> Assignment:
    """Load the assignment in the folder where a student runs a command.

    Args:
        folder: The current folder.

    Raises:
        UsageError: The folder is not an assignment; the message names a subfolder that is, if any.
    """
    if any((folder / name).is_file() for name in (SOURCE_NAME, PUBLIC_NAME)):
        return load_assignment(folder)
    text = _("{folder} is not an assignment folder ({name} is missing). Go to the unzipped assignment: {command}")
    below = sorted(path.parent.name for path in folder.glob(f"*/{PUBLIC_NAME}"))
    raise UsageError(text.format(folder=folder, name=PUBLIC_NAME, command=f"cd {below[0] if below else '...'}"))


def inspect_sources(folder: Path, assignment: Assignment) -> dict[str, StudentFile]:
    """Inspect each file that students write.

    Returns:
        Name -> the inspected file.
    """
    return {name: _inspect(folder / name, assignment) for name in assignment.files()}


def _inspect(path: Path, assignment: Assignment) -> StudentFile:
    try:
        data = path.read_bytes()
    except OSError:
        return StudentFile(path.name, missing=True)
    try:
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except (UnicodeDecodeError, SyntaxError):
        return StudentFile(path.name, broken=_wrong_encoding(data))
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = compile(text, path.name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
            compile(text, path.name, "exec", dont_inherit=True)  # finds errors that parsing alone does not
    except SyntaxError as error:
        return StudentFile(path.name, broken=_syntax(error))
    except (ValueError, RecursionError, MemoryError) as error:
        return StudentFile(path.name, broken=Remark(None, str(error) or type(error).__name__))
    found = _imports(tree)
    return StudentFile(
        path.name,
        imports=tuple(_not_there(found, assignment)),
        modules=frozenset(name for name, _line in found),
        stubs=_stubs(tree),
    )


def _wrong_encoding(data: bytes) -> Remark:
    """Explain that the file is not UTF-8, detect CP949 (common in Korean editors), and say how to convert it."""
    line = _line_that_is_not_utf8(data)
    try:
        data.decode("cp949")
    except UnicodeDecodeError:
        found = _("The file is not UTF-8")
    else:
        found = _("The file is not UTF-8 but probably CP949 (EUC-KR)")
    cure = _(
        "Save it as UTF-8: in VS Code, click the encoding in the status bar, choose 'Reopen with Encoding' and "
        "'Korean (EUC-KR)', then 'Save with Encoding' and 'UTF-8'."
    )
    return Remark(line, f"{found}. {cure}")


def _line_that_is_not_utf8(data: bytes) -> int | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return None


def _syntax(error: SyntaxError) -> Remark:
    source = (error.text or "").strip()
    message = _("Python cannot read it: {problem}").format(problem=error.msg)
    return Remark(error.lineno, f"{message}\n    {source}" if source else message)


def _imports(tree: ast.AST) -> list[tuple[str, int]]:
    """Return each imported top-level module with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name.partition(".")[0], node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module.partition(".")[0], node.lineno))
    return found


def _not_there(imports: list[tuple[str, int]], assignment: Assignment) -> list[Remark]:
    """Return a remark for each imported module that grading replaces with an inert one."""
    own = {name.removesuffix(".py") for name in (*assignment.files(), *assignment.given)}
    allowed = assignment.imports()
    in_words = ", ".join(sorted(assignment.allow_imports)) or _("NumPy and the standard library")
    if assignment.forbid:
        in_words += _(", without {forbidden}").format(forbidden=", ".join(assignment.forbid))
    text = _("{module} is not available during grading, so code that uses it fails; allowed: {allowed}")
    return [
        Remark(line, text.format(module=module, allowed=in_words))
        for module, line in sorted(imports, key=lambda found: found[1])
        if treatment(module, allowed, own) not in ("own", "real")
    ]


def _stubs(tree: ast.AST) -> tuple[str, ...]:
    """Return the questions whose function still raises the stub's `NotImplementedError`."""
    found = {}
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"), args=[ast.Constant(value=str(text))])):
                notice = _STUB.match(text)
                if notice:
                    found[node.lineno] = notice[1]
    return tuple(dict.fromkeys(found[line] for line in sorted(found)))
