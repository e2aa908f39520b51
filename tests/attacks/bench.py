"""Grade all attacks beside honest submissions, and keep everything that the tests check.

They are graded in a process of its own. Processes that outlive their parents there become children of that process.
Processes of other tests do not.
"""

import contextlib
import ctypes
import hashlib
import os
import pickle
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.model.results import Record, student_view
from autograder.reports.class_summary import folder_name
from autograder.reports.results_folder import write_grades, write_result
from autograder.sandbox.scratch import PUBLIC_FOLDERS
from autograder.submissions.refs import submission_name
from tests.attacks.attack import ATTACKS, COURSE, GROUPS, SKELETON, SOLUTION, Attack
from tests.attacks.canaries import found_in, needles
from tests.graded import grade

__all__ = ["Graded", "Places", "findings", "grade_apart", "main", "places", "read", "said"]

JOBS = 2
ROOT = Path(__file__).resolve().parent.parent.parent
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Places:
    """The targets of attacks; everything that a clever student might guess.

    Attributes:
        out: The folder with the results of the class.
        traces: An empty folder that everybody may write to.
        secret: The secret's file.
    """

    out: Path
    traces: Path
    secret: Path
    port: int
    nonce: str

    def table(self) -> dict[str, str]:
        """Return the placeholders in an attack's text with their values."""
        return {
            "HIDDEN": str(COURSE / "tests" / "hidden" / "test_answer_hidden.py"),
            "REFERENCE": str(COURSE / "answer.py"),
            "SECRET": str(self.secret),
            "OUT": str(self.out),
            "TRACES": str(self.traces),
            "PORT": str(self.port),
            "NONCE": self.nonce,
            "GRADER": str(os.getpid()),
        }


@dataclass(frozen=True)
class Graded:
    """The graded attacks.

    Attributes:
        records: The records by id of the attack; those of the honest submissions are `<group>/reference` and
            `<group>/skeleton`.
        left: Descriptions of processes and files that remain and should not.
        secret: The bytes that seeded the hidden tests.
    """

    records: dict[str, Record]
    places: Places
    left: list[str]
    secret: bytes

    def of(self, attack: Attack) -> Record:
        """Return the attack's record."""
        return self.records[attack.id]

    def student_folder(self, attack: Attack) -> Path:
        """Return the folder that the attacker may read."""
        return self.places.out / "students" / folder_name(self.of(attack))


@contextlib.contextmanager
def places(root: Path, secret: bytes) -> Iterator[Places]:
    """Make the targets in `root`."""
    traces, out = root / "traces", root / "out"
    for folder in (traces, out):
        folder.mkdir()
    traces.chmod(0o777)
    (out / "keep.json").write_text("{}", encoding="ascii")
    path = root / "secret"
    path.write_bytes(secret)
    path.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Places(out, traces, path, server.getsockname()[1], secrets.token_hex(6))


def grade_apart(root: Path, python: str | Path = sys.executable, /, **options: Any) -> Graded:
    """Hand in and grade every attack, each group between the reference and the untouched skeleton.

    Args:
        root: An empty folder for all of it.
        python: The interpreter that grades.
        options: For `subprocess.run`: the environment and the user.
    """
    command = [python, "-c", "from tests.attacks import bench; bench.main()", root]
    subprocess.run(command, check=True, cwd=ROOT, **options)
    return read(root)


def read(root: Path) -> Graded:
    """Return what a process that ran `main` with this folder has graded."""
    graded = pickle.loads((root / "graded.pickle").read_bytes())
    assert isinstance(graded, Graded)
    return graded


def _grade_all(root: Path) -> Graded:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # adopts orphans
    secret = hashlib.sha256(b"the secret of the attacked course").digest()
    with places(root, secret) as target:
        handed_in = _hand_in(root, target)
        names = {submission_name(path): key for key, path in handed_in.items()}
        records, rows = {}, []
        for record in grade(COURSE, list(handed_in.values()), secret, JOBS):
            records[names[record.submission]] = record
            rows.append(write_result(record, target.out))
        write_grades(rows, target.out)
        left = _processes_left() + _files_left(target)
    return Graded(records, target, left, secret)


def _hand_in(root: Path, target: Places) -> dict[str, Path]:
    """Write every submission into its own folder; return the paths by id."""
    handed_in = {}
    for group in GROUPS:
        handed_in[f"{group}/reference"] = _honest(root / f"reference-{group}", SOLUTION)
        for attack in ATTACKS:
            if attack.group == group:
                folder = root / f"submitted-{len(handed_in)}"
                folder.mkdir()
                handed_in[attack.id] = attack.hand_in(folder, target.table())
        handed_in[f"{group}/skeleton"] = _honest(root / f"skeleton-{group}", SKELETON)
    return handed_in


def _honest(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "answer.py").write_text(text, encoding="utf-8")
    return folder


def _files_left(target: Places) -> list[str]:
    """Return traces, and files of the attacks in folders that everybody may write to."""
    found = [str(path) for path in target.traces.rglob("*")]
    for folder in map(Path, PUBLIC_FOLDERS):
        if folder.is_dir():
            found += [str(path) for path in folder.iterdir() if target.nonce in path.name]
    return found


def _processes_left() -> list[str]:
    """Return every child of this process; the engine has ended its own before `grade` returns."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text(encoding="ascii").split():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            found.append(f"process {pid}: {words or 'a zombie'}")
    return found


def said(record: Record) -> str:
    """Return everything that instructors can read about a submission."""
    tests = [test for question in record.questions for test in question.tests]
    return "\n".join([str(record.reason or ""), *(str(test.instructor_message) for test in tests)])


def findings(graded: Graded, attack: Attack, unstopped: bool = False) -> list[str]:
    """Return everything that an attack must not achieve and did, one sentence each.

    Args:
        graded: The graded attacks.
        attack: The attack.
        unstopped: Whether its effect is to be expected, because the layers that stop it are missing.
    """
    record, told = graded.of(attack), said(graded.of(attack))
    found = []
    if not any(proof in told for proof in attack.proofs):
        found.append(f"it ends before its act: {told}")
    if f"EFFECT {attack.name}" in told and not unstopped:
        found.append(f"its act has an effect: {told}")
    if not _score_is_right(graded, attack):
        found.append(f"it gains points: {record.score} of {record.max_score}")
    if record.failed():
        found.append(f"it causes an internal error: {told}")
    hidden = found_in(graded.student_folder(attack), needles(graded.secret))
    found += [f"the student can read: {line}" for line in hidden]
    shown = "\n".join(_briefs(record))
    found += [f"the student can read {hit[0]}" for hit in re.finditer(r"EFFECT|3675\.?48", shown)][:1]  # a hidden input
    return found


def _score_is_right(graded: Graded, attack: Attack) -> bool:
    """Return whether an attack scores as the untouched skeleton, or as the honest part that it contains."""
    record, kind = graded.of(attack), attack.told.get("score", "none")
    if kind == "gate":
        [gate] = [test for question in record.questions for test in question.tests if test.gate]
        return gate.score == 0
    skeleton = graded.records[f"{attack.group}/skeleton"]
    return record.score == record.max_score if kind == "full" else record.score <= skeleton.score


def _briefs(record: Record) -> list[str]:
    """Return the texts of hidden tests that a student can read."""
    view = student_view(record)
    tests = [test for one in view.questions for test in one.tests if test.visibility != "visible"]
    return [text for test in tests for text in (test.student_message.en, test.student_message.ko)]


def main() -> None:
    """Grade in a folder and write the outcome there, for another process to read."""
    root = Path(sys.argv[1])
    (root / "graded.pickle").write_bytes(pickle.dumps(_grade_all(root)))
