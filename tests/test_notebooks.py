"""The notebooks of the assignments run from the first cell to the last, as a student runs them."""

import json
import re
import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.model.assignment import load_assignment
from tests.samples import ROOT

BUILT = [
    # Both languages have the same code except for one line, so only `make prove` runs the second.
    pytest.param(path, id=path.stem, marks=pytest.mark.slow if path.name == "a1_knn.ipynb" else pytest.mark.prove)
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb"))
]


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


def _said_by_plots(notebook):
    """Return all texts of the plots: titles, axes, legends."""
    return notebook.cells[-1].outputs[0].text


def _opened(path, folder):
    """Return the notebook in a student's folder without answers."""
    shutil.copytree(path.parent, folder)
    return nbformat.read(folder / path.name, as_version=4)


def _run(notebook, folder, *, to_the_end=True):
    """Run the cells in that folder; unless told otherwise, stop at the first error, as in a browser."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, allow_errors=to_the_end, resources=resources).execute()
    return notebook


def _executed(path, folder):
    """Run the notebook in a student's folder with every question answered."""
    notebook = _opened(path, folder)
    source = ROOT / "solutions" / path.parent.name
    for name in load_assignment(source).files():
        shutil.copy(source / name, folder / name)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(LISTEN))
    notebook.cells.append(nbformat.v4.new_code_cell("print(json.dumps(sorted(SHOWN)))"))
    return _run(notebook, folder)


def _errors(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error"]


@pytest.mark.parametrize("path", BUILT)
def test_with_right_answers_every_cell_runs_and_every_check_passes(path, tmp_path):
    """No cell raises an error, each question is checked with success, and plots are in the notebook's language."""
    notebook = _executed(path, tmp_path / "assignment")
    assert _errors(notebook) == []
    said = _said(notebook)
    questions = [question.id for question in load_assignment(path.parent).auto()]
    passed = " 결과: 모든 테스트를 통과했어요!" if path.stem.endswith(".ko") else " results: All test cases passed!"
    assert [question for question in questions if question + passed not in said] == []
    if path.stem.endswith(".ko"):
        assert [text for text in json.loads(_said_by_plots(notebook)) if ENGLISH.search(text)] == []


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
