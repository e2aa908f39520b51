"""otter's own test files: their cases give points as grading does."""

import pytest

import autograder.testing
from autograder.authoring.notebook_tests import otter_tests
from autograder.authoring.test_files import read_test_files
from tests.toy_course import make_course


@pytest.fixture
def cases(tmp_path, monkeypatch):
    """The cases of mean_row, where a hidden gate stands beside a public and a hidden test of values."""
    source = make_course(tmp_path).source("a1_toy")
    hidden = source.folder / "tests/hidden/test_toys_hidden.py"
    text = hidden.read_text(encoding="utf-8")
    mark = text[: text.index("def test_mean_of_one_row")].rindex('@pytest.mark.question("mean_row", ')
    place = mark + len('@pytest.mark.question("mean_row", ')
    hidden.write_text(f'{text[:place]}gate="shape", {text[place:]}', encoding="utf-8")
    test_files = [*read_test_files(source, "public"), *read_test_files(source, "hidden")]
    tests = [test for test_file in test_files for test in test_file.tests]

    def passing(*wrong, without=""):
        files = otter_tests(source.assignment, [test for test in tests if test.function != without])

        def run_test(file, function, question=None):
            assert function not in wrong

        monkeypatch.setattr(autograder.testing, "run_test", run_test)
        made = {}
        exec(compile(files["mean_row.py"], "mean_row.py", "exec"), made)
        return {name for name, case in made.items() if hasattr(case, "test_func") and _passes(case)}

    return passing


def _passes(case):
    try:
        case.test_func()
    except AssertionError:
        return False
    return True


def test_a_hidden_gate_counts_on_a_hidden_test_of_values(cases):
    """Who has only what the public tests expect gets no point for what the hidden gate finds in order."""
    assert cases() == {"test_means", "test_mean_of_one_row", "test_means_of_the_reference"}
    assert cases("test_means_of_the_reference") == {"test_means"}
    assert cases("test_means") == {"test_mean_of_one_row", "test_means_of_the_reference"}


def test_where_no_hidden_test_of_values_is_there_a_public_one_will_do(cases):
    """One that needs the reference stays out of otter's bundle, and right answers must not lose by that."""
    assert cases(without="test_means_of_the_reference") == {"test_means", "test_mean_of_one_row"}
    assert cases("test_means", without="test_means_of_the_reference") == set()
