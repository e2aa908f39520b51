"""The notebooks of the assignments run from the first cell to the last, as a student runs them."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.model.assignment import load_assignment
from tests.samples import ROOT

BUILT = [
    # Both languages have the same code, so the second run is for the long proof.
    pytest.param(path, id=path.stem, marks=pytest.mark.slow if path.name == "a1_knn.ipynb" else pytest.mark.prove)
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb"))
]


def _said(notebook):
    """Everything that its cells put out as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(str(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in outputs)


def _executed(path, folder):
    """The notebook after its run in a student's folder, with every question answered."""
    shutil.copytree(path.parent, folder)
    source = ROOT / "solutions" / path.parent.name
    for name in load_assignment(source).files():
        shutil.copy(source / name, folder / name)
    notebook = nbformat.read(folder / path.name, as_version=4)
    NotebookClient(notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def _errors(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error"]


@pytest.mark.parametrize("path", BUILT)
def test_with_right_answers_every_cell_runs_and_every_check_passes(path, tmp_path):
    """No cell ends in an error, and each question that tests grade is checked in some cell, and passes."""
    notebook = _executed(path, tmp_path / "assignment")
    assert _errors(notebook) == []
    said = _said(notebook)
    questions = [question.id for question in load_assignment(path.parent).auto()]
    assert [question for question in questions if f"{question} results: All test cases passed!" not in said] == []
