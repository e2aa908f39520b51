"""The notebooks of the assignments run from the first cell to the last, as a student runs them."""

import json
import re
import shutil
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.datasets import load_fashion
from autograder.model.assignment import load_assignment
from tests.samples import ASSIGNMENTS, ROOT


def _recorded(assignment):
    """Return the mark of tests that run an assignment's notebook: they run again when a file changed that it reads."""
    read = (f"assignments/{assignment}", f"solutions/{assignment}", "autograder/plots.py", "requirements.lock")
    return pytest.mark.recorded(f"notebook:{assignment}", *read)


BUILT = [
    # Both languages have the same code except for one line, so only `make prove` runs the second.
    pytest.param(
        path,
        id=path.stem,
        marks=[pytest.mark.prove] if ".ko." in path.name else [pytest.mark.slow, _recorded(path.parent.name)],
    )
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb"))
]

PASSED = ("results: All test cases passed!", "결과: 모든 테스트를 통과했어요!")


def _said(notebook):
    """Return the text output of all cells."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(str(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in outputs)


ENGLISH = re.compile("[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")
"""Two words of English in a row; a name such as CIFAR-10, a variable or a formula is none."""

LISTEN = """
import json, matplotlib.text
SHOWN, _set = set(), matplotlib.text.Text.set_text
matplotlib.text.Text.set_text = lambda self, text: (SHOWN.add(str(text)), _set(self, text))[1]
"""


def _opened(path, folder):
    """Return the notebook in a student's folder without answers."""
    shutil.copytree(path.parent, folder)
    return nbformat.read(folder / path.name, as_version=4)


def _run(notebook, folder, *, to_the_end=True):
    """Run the cells in that folder; unless told otherwise, stop at the first error, as in a browser."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=900, allow_errors=to_the_end, resources=resources).execute()
    return notebook


def _answered(path, folder):
    """Return the notebook in a student's folder with every question answered."""
    notebook = _opened(path, folder)
    source = ROOT / "solutions" / path.parent.name
    for name in load_assignment(source).files():
        shutil.copy(source / name, folder / name)
    return notebook


def _unchecked(path, notebook):
    """Return the questions of an executed notebook that no cell has checked with success."""
    said = _said(notebook)
    questions = [question.id for question in load_assignment(path.parent).auto()]
    return [question for question in questions if not any(f"{question} {words}" in said for words in PASSED)]


def _errors(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error"]


@pytest.mark.parametrize("path", BUILT)
def test_with_right_answers_every_cell_runs_and_every_check_passes(path, tmp_path):
    """No cell raises an error, each question is checked with success, and plots are in the notebook's language."""
    folder = tmp_path / "assignment"
    notebook = _answered(path, folder)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(LISTEN))
    notebook.cells.append(nbformat.v4.new_code_cell("print(json.dumps(sorted(SHOWN)))"))
    _run(notebook, folder)
    assert (_errors(notebook), _unchecked(path, notebook)) == ([], [])
    if path.stem.endswith(".ko"):
        shown = set(json.loads(notebook.cells[-1].outputs[0].text)) - {*load_fashion().classes}  # data, not our words
        assert [text for text in shown if ENGLISH.search(text)] == []


@pytest.mark.slow
@pytest.mark.recorded(
    "network",
    "assignments/a5_networks",
    *(f"solutions/{name}" for name in ASSIGNMENTS),
    *("autograder/plots.py", "requirements.lock"),
)
def test_with_fewer_steps_the_network_learns_by_the_code_of_all_five(tmp_path, monkeypatch):
    """With the other assignments beside it, assignment 5 uses their answers, up to the network of the last cell."""
    monkeypatch.setenv("COURSE_QUICK", "1")
    for name in ("a1_knn/images.py", "a2_linear/scores.py", "a3_gradients/numeric.py", "a4_sgd/descent.py"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / "solutions" / name, tmp_path / name)
    folder = tmp_path / "a5_networks"
    notebook = _answered(ROOT / "assignments/a5_networks/a5_networks.ko.ipynb", folder)
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("grader.check(")]
    assert _errors(_run(notebook, folder)) == []
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    said = "".join(output.text for output in last.outputs)
    assert said.count("여기에 씁니다") == 4
    assert float(re.search(r"상대 오차: (\S+)", said)[1]) < 1e-3
    assert re.search(r"처음 손실 \d\.\d\d, 마지막 손실 \d\.\d\d, 검증 정확도 \d", said)


@pytest.mark.parametrize(
    ("losses", "said", "taken"),
    [
        (None, "There is no my_losses.py here", 1),
        ("solutions/a2_linear", "Is it the losses.py of assignment 2? Copy that of assignment 3.", 1),
        ("assignments/a3_gradients", "my_losses.py: svm_loss_vectorized: not written yet (losses.py)", 1),
        ("solutions/a3_gradients", "SVM: your svm_loss_vectorized", 3),
    ],
)
def test_assignment_4_takes_the_losses_of_assignment_3(losses, said, taken, tmp_path, monkeypatch, capsys):
    """`my_losses.py` is taken if it is that of assignment 3 and written; any other case is reported."""
    notebook = nbformat.read(ROOT / "assignments/a4_sgd/a4_sgd.ipynb", as_version=4)
    (cell,) = (cell.source for cell in notebook.cells if "import my_losses" in cell.source)
    if losses:
        shutil.copy(ROOT / losses / "losses.py", tmp_path / "my_losses.py")
    monkeypatch.syspath_prepend(tmp_path)
    names = {"np": np, "least_squares_loss": None, "load_fashion": load_fashion}
    try:
        exec(cell, names)
    finally:
        sys.modules.pop("my_losses", None)
    assert said in capsys.readouterr().out
    assert (len(names["losses"]), names["X_clothes"].shape) == (taken, (2000, 785))


@pytest.mark.parametrize("path", BUILT)
def test_untouched_it_stops_at_the_first_question_and_says_what_to_write(path, tmp_path):
    """Without answers there is one error: its line names question and file, below the line of the stub."""
    notebook = _opened(path, tmp_path / "assignment")
    with pytest.raises(CellExecutionError):
        _run(notebook, tmp_path / "assignment", to_the_end=False)
    first = load_assignment(path.parent).auto()[0]
    assert _errors(notebook) == [f"NotImplementedError: {first.id}: not written yet ({first.file})"]
    (traceback,) = [
        re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output.traceback))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]
    assert re.search(rf"{re.escape(first.file)}:\d+, in {first.function}\(", traceback)
    assert re.search(rf"-+> +\d+ +raise NotImplementedError\(.{first.id}: not written yet", traceback)


@pytest.mark.slow
@_recorded("a1_knn")
@pytest.mark.parametrize(("name", "machine"), [("a1_knn.ko.ipynb", "C.UTF-8"), ("a1_knn.ipynb", "ko_KR.UTF-8")])
def test_its_checks_speak_its_language(name, machine, tmp_path, monkeypatch):
    """The output is in the notebook's language, whatever the machine's language is."""
    for variable in ("AUTOGRADER_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", machine)
    path = ROOT / "assignments/a1_knn" / name
    notebook = _opened(path, tmp_path / "assignment")
    checks = [place for place, cell in enumerate(notebook.cells) if cell.source.startswith("grader.check(")]
    del notebook.cells[checks[0] + 1 :]
    _run(notebook, tmp_path / "assignment")
    said = "".join(str(output.data) for output in notebook.cells[-1].outputs)
    assert "dataset_bytes" in said
    assert bool(re.search("[가-힣]", said)) is name.endswith(".ko.ipynb")
