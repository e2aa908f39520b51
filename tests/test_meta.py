"""The structure of the engine: imports, `__all__`, sizes, names, and texts that no file may contain."""

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import HERE, NOT_QUICK
from tests.documents import project_texts
from tests.samples import ROOT

LEVELS = (
    {"errors", "i18n", "plots"},
    {"model", "files", "datasets"},
    {"runtime"},
    {"testing"},
    {"sandbox"},
    {"submissions"},
    {"gradebook", "reports"},
    {"grading"},
    {"student"},
    {"authoring"},
    {"bundles", "understanding", "validation"},
    {"review"},
    {"cli", "__main__"},
)
"""The rooms of the engine, lowest first. A room imports from its own level and from those below."""

ONLY = {
    "runtime": {"runtime", "errors"},
    "reports": {"reports", "model", "files", "errors", "i18n"},
}
"""Rooms that import less than their level allows: code beside a submission, and reports, which need only a record."""

FORBIDDEN = {
    r"/work/(main|shared)": "a path of one machine",
    r"/root/\.pyenv": "a path of one machine",
    r"\b[Ss]ub-?agents?\b|\b(AI|LLM) (agent|assistant|helper)s?\b": "talk about how the project was written",
}
GUIDES = re.compile(r"\b(DESIGN|STYLE|ANSWERS|PEERS|ATTACKS)\.md\b")


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {_name(path): path for path in sorted((ROOT / "autograder").rglob("*.py"))}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


@cache
def _imports(module: str) -> frozenset[str]:
    """Return the modules of the package that `module` imports, inside functions too."""
    found = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in SOURCES else node.module)
    return frozenset(name for name in found if name in SOURCES and name not in ("autograder", module))


def _room(module: str) -> str:
    return module.split(".")[1]


def _level(module: str) -> int:
    found = [rank for rank, rooms in enumerate(LEVELS) if _room(module) in rooms]
    assert found, f"{module} lies in no room that this test knows; add it to LEVELS"
    return found[0]


INNER = [name for name in SOURCES if name != "autograder"]


def test_imports_run_one_way():
    """A module imports from its own level and from those below, never from above."""
    above = [
        f"{module} imports {name}" for module in INNER for name in _imports(module) if _level(name) > _level(module)
    ]
    assert above == []


def test_a_room_that_needs_little_imports_little():
    """A room in ONLY imports nothing but the rooms listed there."""
    others = [
        f"{module} imports {name}"
        for module in INNER
        if _room(module) in ONLY
        for name in _imports(module)
        if _room(name) not in ONLY[_room(module)]
    ]
    assert others == []


def test_no_module_imports_itself_by_a_detour():
    """Imports of modules have no cycle."""
    list(graphlib.TopologicalSorter({name: _imports(name) for name in SOURCES}).static_order())


def test_no_room_imports_itself_by_a_detour():
    """Imports of rooms have no cycle."""
    rooms: dict[str, set[str]] = {}
    for module in INNER:
        needed = {_room(name) for name in _imports(module)}
        rooms.setdefault(_room(module), set()).update(needed - {_room(module)})
    list(graphlib.TopologicalSorter(rooms).static_order())


IMPORT_ALONE = """
import sys
for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    try:
        exec(f"from {module} import *", {})
    except BaseException as error:
        print(f"{module}: {type(error).__name__}: {error}")
"""
"""Unload the package before each import; other packages, such as NumPy, stay loaded."""


@pytest.mark.slow
def test_every_module_imports_alone():
    """Each module can be imported first, without a warning, and has every name in its `__all__`."""
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALONE, *SOURCES]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_module_says_what_it_offers():
    """A module with any code has `__all__`; everything else in it is private."""
    silent = [
        module
        for module, path in SOURCES.items()
        if path.name != "__init__.py" and _tree(module).body and not _offered(module)
    ]
    assert silent == []


def test_what_is_private_stays_private():
    """A module imports only names that the other module has in `__all__`."""
    taken = [
        f"{module} imports {node.module}.{alias.name}"
        for module in SOURCES
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.ImportFrom) and node.module in SOURCES
        for alias in node.names
        if f"{node.module}.{alias.name}" not in SOURCES and alias.name not in _offered(node.module)
    ]
    assert [line for line in taken if not line.endswith(" autograder.__version__")] == []


@cache
def _offered(module: str) -> tuple[str, ...]:
    """Return the names in `__all__`."""
    for node in _tree(module).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return tuple(ast.literal_eval(node.value))
    return ()


def test_modules_stay_small():
    """No module of the engine is longer than 400 lines."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in SOURCES.items()}
    assert not {name: length for name, length in lengths.items() if length > 400}


def test_no_class_name_is_defined_twice():
    """A class name, private ones and inner classes included, means one thing in the whole engine."""
    assert _doubles((module, _tree(module)) for module in SOURCES) == {}


def test_a_second_class_of_a_name_is_found():
    """An inner class counts, and so does a private one."""
    first, second = ast.parse("class _Row: ...\nclass Table: ..."), ast.parse("class Page:\n    class _Row: ...")
    assert _doubles([("a", first), ("b", second)]) == {"_Row": ["a", "b"]}


def _doubles(trees: Iterable[tuple[str, ast.Module]]) -> dict[str, list[str]]:
    """Return the class names that several definitions share, each with the modules that define it."""
    found: dict[str, list[str]] = {}
    for module, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_the_map_names_what_exists():
    """Every module and folder that docs/architecture.md names is where the map says."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert len(_named_paths(text)) > 50
    assert _lost(text) == []


def test_a_path_that_leads_nowhere_is_found():
    """A path counts from the engine, from the top, or from the folder that the same line names before it."""
    there = "`sandbox/seccomp.py`, `limits.py`; `tests/test_meta.py`, `files.py`, `docs/security.md`, `grades.csv`"
    assert _lost(there) == []
    assert _lost("`grading/nowhere.py`, `testing/seccomp.py`\n\n`limits.py`, `nowhere/`") == [
        "grading/nowhere.py",
        "testing/seccomp.py",
        "limits.py",
        "nowhere/",
    ]


def _named_paths(text: str) -> list[tuple[str, set[str]]]:
    """Return the modules and folders that a page names, each with the folders that its paragraph named before it."""
    named = []
    for paragraph in re.split(r"\n(?=\n|\||\d+\. )", text):
        folders: set[str] = set()
        for name in re.findall(r"`([\w/.]+(?:\.py|/)|[\w.]+/[\w/.]+\.md)`", paragraph):
            named.append((name, set(folders)))
            folders.add(name.rpartition("/")[0])
    return named


def _lost(text: str) -> list[str]:
    """Return the paths that a page names and that nothing stands at."""
    return [
        name
        for name, folders in _named_paths(text)
        if not any((top / folder / name).exists() for top in (ROOT, ROOT / "autograder") for folder in ("", *folders))
    ]


def test_the_plugin_is_not_active_in_our_own_tests(pytestconfig):
    """Only a bundle's pytest.ini names the plugin, so that other projects in the same environment are untouched."""
    assert not pytestconfig.pluginmanager.has_plugin("autograder.testing.plugin")


def test_the_project_speaks_of_itself_alone():
    """No file contains a path of one machine or a remark about how it was written."""
    said = [
        f"{name}: {found.group()!r} is {what}"
        for name, text in project_texts(Path(__file__)).items()
        for pattern, what in FORBIDDEN.items()
        if (found := re.search(pattern, text))
    ]
    assert not said


def test_documents_that_are_named_exist():
    """Every guide that a file names exists."""
    there = {path.name for path in ROOT.glob("*.md")} | {path.name for path in (ROOT / "docs").rglob("*.md")}
    missing = [
        f"{name}: {found}"
        for name, text in project_texts(Path(__file__)).items()
        for found in {match.group() for match in GUIDES.finditer(text)}
        if found not in there
    ]
    assert not missing


def test_what_is_not_quick_exists():
    """Each pattern of files that `make check` leaves out matches a file, so a renamed file is not forgotten."""
    assert [pattern for pattern in NOT_QUICK if not list(HERE.glob(pattern))] == []
