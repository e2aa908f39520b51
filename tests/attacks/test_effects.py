"""Each attack works if its protection is removed, so the protection is what stops it."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder.errors import Finding
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import load_assignment
from autograder.reports.csv import to_overview_csv
from autograder.reports.text import class_table, submission_table
from autograder.sandbox.lockdown import LAYERS
from autograder.sandbox.pool import Zygote
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef
from autograder.testing import callback, string
from autograder.testing.provider import modules_of
from autograder.testing.submission import Submission
from tests.attacks import naive, naive_archive, naive_clock, naive_peer, naive_writers
from tests.attacks.attack import ATTACKS, COURSE
from tests.attacks.bench import ROOT, places
from tests.needs import needs

pytestmark = pytest.mark.prove

ASSIGNMENT = load_assignment(COURSE)
PATIENCE = 6
"""Seconds after which a grader counts as hanging."""

LONGEST = 8 << 20
"""Maximum size in bytes of its log and other files."""

MUCH = 64 << 20
"""Bytes in its folder that are too much."""


def _seen(effect):
    return pytest.mark.parametrize("attack", [a for a in ATTACKS if a.told["effect"] == effect], ids=lambda a: a.id)


@pytest.fixture
def targets(tmp_path):
    """Make the targets of the attacks."""
    with places(tmp_path, os.urandom(32)) as made:
        yield made
        for left in Path("/dev/shm").glob(f"*{made.nonce}*"):
            left.unlink()


@pytest.fixture(scope="module")
def zygote():
    """Start the parent of workers."""
    needs("root")
    started = Zygote()
    yield started
    started.close()


def _heard(zygote, attack, targets, tmp_path, layers):
    """Run the attack in two workers, one after the other, with these layers; return its output."""
    folder = tmp_path / "submitted"
    folder.mkdir()
    path = attack.hand_in(folder, targets.table())
    sources = open_submission(SubmissionRef.from_path(path), ASSIGNMENT).files
    session = zygote.session(ASSIGNMENT.limits, frozenset(layers))
    transport = WorkerTransport(session, sources, frozenset(), ASSIGNMENT.limits)
    said = []
    say = callback(said.append, args=(string("text"),))
    for _ in range(2):
        with contextlib.suppress(Finding):
            submission = Submission(transport, modules_of(ASSIGNMENT))
            submission.reset(0)
            submission.answer.double.call(naive.INPUTS, say)
        said += transport.output().splitlines()
        transport.drop()
    session.close()
    return said + [path.name for path in targets.traces.iterdir()]


@_seen("without the layer")
def test_an_attack_works_without_its_layers(zygote, attack, targets, tmp_path):
    """In a worker without the named layers the attack succeeds."""
    told = _heard(zygote, attack, targets, tmp_path, set(LAYERS) - set(attack.layers))
    assert f"EFFECT {attack.name}" in told or attack.name in told, told


@_seen("without the layer")
def test_the_named_layers_alone_stop_it(zygote, attack, targets, tmp_path):
    """The named layers alone stop the attack."""
    layers = {*attack.layers, "no_new_privs", "descriptors", "session"}
    told = _heard(zygote, attack, targets, tmp_path, layers)
    assert f"ATTEMPT {attack.name}" in told
    assert f"EFFECT {attack.name}" not in told
    assert attack.name not in told


def _effect(answer, name):
    """Return the harm of an `answer.py` in a grader that imports it; empty if the grade is right."""
    command = ["prlimit", f"--fsize={LONGEST}", sys.executable, naive.__file__, answer]
    with tempfile.TemporaryFile() as log:
        try:
            subprocess.run(command, cwd=answer.parent, stdout=log, stderr=subprocess.DEVNULL, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return "the grader hangs"
        log.seek(0)
        said = log.read().decode("utf-8", "replace")
    if f"EFFECT {name}" in said:
        return "the act succeeds"
    if sum(path.stat().st_size for path in answer.parent.iterdir()) > MUCH:
        return "the disk fills up"
    results = answer.with_name("results.json")
    if results.exists() and json.loads(results.read_text())["score"] > 0:
        return "a point is gained"
    return "" if said.rstrip().endswith("graded") else "the grader ends before it has graded"


def _unpacked(path):
    """Return the `answer.py` of a submission, after a naive grader has unpacked it."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.parent)
        return path.with_name("answer.py")
    return path / "answer.py"


@_seen("in-process")
def test_an_attack_works_in_process(attack, targets, tmp_path):
    """A grader that imports the submission hangs, crashes, or gives a point."""
    folder = tmp_path / "graded"
    folder.mkdir()
    assert _effect(_unpacked(attack.hand_in(folder, targets.table())), attack.name) or any(targets.traces.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "def double(values, say):\n    return values\n",
        "def double(values, say):\n    raise ValueError\n",
        "def squares(rows):\n    return [sum(float(x) * float(x) for x in row) for row in rows]\n",
    ],
)
def test_the_naive_grader_is_not_fooled_by_a_wrong_answer(text, tmp_path):
    """Without an attack, the naive grader gives a wrong or slow answer no points."""
    answer = tmp_path / "answer.py"
    answer.write_text(text, encoding="utf-8")
    assert _effect(answer, "of nothing") == ""


@pytest.fixture
def ours(graded, tmp_path):
    """Write an attack's results with the real writers, under the naive file names; return both."""

    def written(attack):
        needs("linux")
        record, home = graded.of(attack), graded.student_folder(attack)
        out = tmp_path / "ours"
        out.mkdir(exist_ok=True)
        pages = [home / naive_writers.LAST, home / "results.json"]
        for page in pages:
            shutil.copy(page, out)
        (out / "students.txt").write_bytes(b"".join(page.read_bytes() for page in pages))
        (out / "grades.csv").write_bytes(to_overview_csv([record]))
        for name, made in (("log", submission_table(record, instructor=True)), ("table", class_table([record]))):
            with (out / f"{name}.txt").open("w", encoding="utf-8") as file:
                Console(file=file, width=119).print(made)
        return out, home.name

    return written


@_seen("naive writer")
def test_an_attack_works_on_naive_writers(attack, ours, tmp_path):
    """The output of naive writers harms a reader, and that of the real writers harms nobody."""
    folder, out = tmp_path / "submitted", tmp_path / "naive"
    folder.mkdir()
    out.mkdir()
    answer = attack.hand_in(folder, {}) / "answer.py"
    name = attack.submission.encode("utf-8")
    command = [sys.executable, "-m", "tests.attacks.naive_writers", answer, name, out]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60)
    for reader in naive_writers.READ_BY.get(attack.name, ("student",)):
        harmed = naive_writers.READERS[reader]
        assert harmed(out, attack.submission), reader
        assert not harmed(*ours(attack)), reader


def test_naive_writers_harm_nobody_with_an_ordinary_mistake(tmp_path):
    """Without an attack, the output of naive writers is harmless."""
    answer = tmp_path / "answer.py"
    answer.write_text("def double(values, say):\n    return values + 'a'\n", encoding="utf-8")
    naive_writers.write("kim", *naive_writers.told(answer), tmp_path)
    assert not [
        name for name in set(naive_writers.READERS) - {"markup"} if naive_writers.READERS[name](tmp_path, "kim")
    ]


@_seen("naive archive")
def test_an_attack_works_on_a_naive_unpacker(attack, tmp_path):
    """A grader that unpacks everything and starts there writes outside, fills the disk, or runs planted code."""
    inside = tmp_path / "inside"  # some lead out of three folders
    inside.mkdir()
    rule, start, effect = naive_archive.PLAN[attack.name]
    with places(inside, os.urandom(32)) as targets:
        folder = inside / "graded" / "home"
        folder.mkdir(parents=True)
        archive = attack.hand_in(inside, targets.table())
        assert effect in naive_archive.comes_of(archive, folder, targets.traces, rule, start)


@pytest.mark.parametrize(("rule", "start"), sorted({plan[:2] for plan in naive_archive.PLAN.values()}))
def test_nothing_comes_of_an_ordinary_archive(rule, start, tmp_path):
    """Without an attack, the naive unpacker does no harm."""
    archive, folder, traces = tmp_path / "kim.zip", tmp_path / "graded", tmp_path / "traces"
    folder.mkdir()
    traces.mkdir()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("answer.py", "def double(values, say):\n    return values\n")
        file.writestr("answer.ipynb", '{"cells": [{"source": ["x = 1"]}]}')
    assert naive_archive.comes_of(archive, folder, traces, rule, start) == set()


BELIEVED = {
    "tracing_switched_off": "counts",
    "forged_events": "counts",
    "map_without_tracing": "counts",
    "map_in_c": "few rows",
    "loop_over_many": "few rows",
}
"""Attack -> what the naive judge of speed goes by, if not by times alone."""


@_seen("naive clock")
def test_an_attack_works_on_a_naive_clock(zygote, attack, targets, tmp_path):
    """A judge of speed passes loops if workers know its seeds, count for themselves, or are timed by their best."""
    folder = tmp_path / "graded"
    folder.mkdir()
    answer = attack.hand_in(folder, targets.table()) / "answer.py"
    session = zygote.session(ASSIGNMENT.limits)
    sources = {"answer.py": answer.read_bytes(), "helpers.py": (COURSE / "given" / "helpers.py").read_bytes()}
    assert naive_clock.passes(session, sources, BELIEVED.get(attack.name, "times"))
    session.close()


@pytest.mark.parametrize("by", ["times", "counts", "few rows"])
def test_the_naive_clock_fails_an_honest_loop(zygote, by):
    """Without an attack, the naive judge of speed fails a loop."""
    text = b"import numpy as np\n\ndef squares(rows):\n    return np.array([sum(x * x for x in row) for row in rows])\n"
    session = zygote.session(ASSIGNMENT.limits)
    assert not naive_clock.passes(session, {"answer.py": text}, by)
    session.close()


@_seen("naive peer")
def test_an_attack_works_on_a_naive_peer(attack, targets, tmp_path):
    """A grader that trusts every message accepts a forged answer, crashes, hangs, or is flooded."""
    needs("linux")
    folder = tmp_path / "graded"
    folder.mkdir()
    answer = attack.hand_in(folder, targets.table()) / "answer.py"
    effects = naive_peer.COMES_OF.get(attack.name, naive_peer.ENDS)
    assert naive_peer.comes_of(answer) & ({effects} if isinstance(effects, str) else set(effects))


@pytest.mark.parametrize(
    "act", ["return values", "raise ValueError('x' * 1_000)", "say('once'); say(text='twice'); return values"]
)
def test_the_naive_peer_grades_what_is_no_attack(act, tmp_path):
    """Without an attack, the naive peer grades correctly."""
    needs("linux")
    answer = tmp_path / "answer.py"
    answer.write_text(f"def double(values, say):\n    {act}\n", encoding="utf-8")
    assert naive_peer.comes_of(answer) == set()
