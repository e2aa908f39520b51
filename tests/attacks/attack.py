"""Read the attacks: one small file each, in the folder of its group, with a header that states what stops it.

    Reads the hidden tests by their path.

    layer: landlock, uid
    effect: without the layer

The lines of a header: `layer` (what stops it), `effect` (where it works without that: `without the layer`,
`in-process`, `naive archive`, `naive clock`, `naive peer`, `naive writer`, `not shown`), and, if they differ from the
default, `proof` (a text in the record instead of the attack's own token), `score` (`full` if it contains an honest
answer, `gate` if only the speed gate must hold) and `name` (of the submission).
"""

import ast
import importlib.util
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType

__all__ = ["ATTACKS", "COURSE", "GROUPS", "SKELETON", "SOLUTION", "Attack"]

HERE = Path(__file__).parent
COURSE = HERE / "course" / "solutions" / "attacked"
GROUPS = (
    "read", "interpreter", "results", "process", "resources", "network", "values", "time", "protocol", "delegation",
    "packaging", "static", "outputs",
)  # fmt: skip

SKELETON = '''"""Untouched."""


def double(values, say):
    """Twice every number, and a little more."""
    raise NotImplementedError("double: not written yet (answer.py)")


def squares(rows):
    """The sum of squares of each row."""
    raise NotImplementedError("squares: not written yet (answer.py)")
'''
SOLUTION = (COURSE / "answer.py").read_text(encoding="utf-8")
"""The reference, unchanged: the honest submission that is graded beside the attacks."""

_HEADINGS = ("layer", "effect", "proof", "score", "name")


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        path: Its file.
        told: The lines of its header.
    """

    path: Path
    told: dict[str, str] = field(hash=False)

    @property
    def id(self) -> str:
        """Return group and name."""
        return f"{self.group}/{self.name}"

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.stem

    @property
    def group(self) -> str:
        """Return the folder's name."""
        return self.path.parent.name

    @property
    def proofs(self) -> tuple[str, ...]:
        """Return the texts of which the record must contain one, so that no attack passes by failing early."""
        return tuple(self.told.get("proof", f"ATTEMPT {self.name}").split("|"))

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layers that stop it."""
        return tuple(part.strip() for part in self.told["layer"].split(","))

    @property
    def submission(self) -> str:
        """Return the name of the submission's folder or zip."""
        return self.told.get("name", self.name)

    @cached_property
    def module(self) -> ModuleType:
        """Import the attack's file as a module, if it makes something else than a plain `answer.py`."""
        spec = importlib.util.spec_from_file_location(f"attack_{self.group}_{self.name}", self.path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def hand_in(self, folder: Path, places: dict[str, str]) -> Path:
        """Write the submission into `folder` and return its path.

        Args:
            folder: An empty folder.
            places: The values for `@NAME@` in the attack's text: paths and numbers that a student might guess.
        """
        if self.group == "packaging":
            archive = folder / f"{self.submission}.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
                self.module.build(file, lambda text: _filled(text, places))
            return archive
        home = folder / self.submission
        home.mkdir()
        made = self.module.source() if self.group == "static" else _filled(self.path.read_text("utf-8"), places)
        (home / "answer.py").write_bytes(made if isinstance(made, bytes) else made.encode())
        return home


def _filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(f"@{name}@", value)
    return text


def _header(path: Path) -> dict[str, str]:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    told = {"words": text.partition("\n")[0]}
    for line in text.splitlines():
        heading, colon, value = line.partition(": ")
        if colon and heading in _HEADINGS:
            told[heading] = value.strip()
    return told


ATTACKS = tuple(
    Attack(path, _header(path))
    for group in GROUPS
    for path in sorted((HERE / group).glob("*.py"))
    if path.name != "__init__.py"
)
"""Every attack."""
