"""Inspect a student's files without running them."""

from pathlib import Path

import msgspec
import pytest

from autograder.model.assignment import Assignment
from autograder.student.sources import StudentFile, inspect_sources
from tests.student.toy import ANSWERS, SKELETON, TOY


def inspected(folder: Path, content: str | bytes, assignment: Assignment = TOY) -> StudentFile:
    """Return the inspection of `scale.py` with this content."""
    (folder / "scale.py").write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return inspect_sources(folder, assignment)["scale.py"]


def test_a_good_file_has_no_remarks(tmp_path: Path) -> None:
    """A correct file gets no remark."""
    assert inspected(tmp_path, ANSWERS["scale.py"]) == StudentFile("scale.py", modules=frozenset({"numpy"}))


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    """A missing file is distinguished from a broken one."""
    assert inspect_sources(tmp_path, TOY)["scale.py"].missing


def test_cp949_is_named_with_its_line_and_cure(tmp_path: Path) -> None:
    """A CP949 file is recognized; the remark has the line and says how to convert the file."""
    broken = inspected(tmp_path, "import numpy\n# 두 배\n".encode("cp949")).broken
    assert broken is not None
    assert broken.line == 2
    assert "CP949" in broken.text
    assert "UTF-8" in broken.text.partition("CP949")[2]


def test_another_encoding_is_not_taken_for_cp949(tmp_path: Path) -> None:
    """Bytes that are not valid CP949 are reported only as not UTF-8."""
    broken = inspected(tmp_path, b"# \xff\xff\n").broken
    assert broken is not None
    assert "CP949" not in broken.text


def test_a_declared_encoding_is_the_students_right(tmp_path: Path) -> None:
    """A file that declares CP949 is accepted, because Python reads it."""
    assert inspected(tmp_path, "# coding: cp949\n# 두 배\n".encode("cp949")).broken is None


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """A UTF-8 byte order mark, as Windows Notepad writes it, is accepted."""
    assert inspected(tmp_path, b"\xef\xbb\xbfx = 1\n").broken is None


@pytest.mark.parametrize(
    ("source", "line"),
    [("x = (1\n", 1), ("\nif True:\npass\n", 3), ("x = 1\nreturn x\n", 2), ("x = 1\x00\n", 1)],
)
def test_what_python_cannot_read_is_reported_with_its_line(tmp_path: Path, source: str, line: int | None) -> None:
    """Syntax errors are reported with their line, also those of the compiler; so are null bytes."""
    broken = inspected(tmp_path, source).broken
    assert broken is not None
    assert broken.line == line


def test_imports_that_grading_lacks_are_reported(tmp_path: Path) -> None:
    """Each import has its line; NumPy, the standard library and the assignment's files are allowed."""
    source = inspected(tmp_path, "import numpy as np\nimport pandas.io\nfrom tqdm import tqdm\nimport math, summing\n")
    assert [remark.line for remark in source.imports] == [2, 3]
    assert source.imports[0].text.startswith("pandas: grading does not have it")


def test_the_assignments_own_rule_is_the_one_that_counts(tmp_path: Path) -> None:
    """If the assignment lists allowed imports, all others are reported."""
    only_math = msgspec.structs.replace(TOY, allow_imports=("math",))
    source = inspected(tmp_path, "import math\nimport json\n", only_math)
    assert [remark.text.partition(":")[0] for remark in source.imports] == ["json"]
    assert source.imports[0].text.endswith("Allowed: math")


def test_stubs_are_found_by_their_notice(tmp_path: Path) -> None:
    """Each remaining stub names its question, in the order of the file."""
    assert inspected(tmp_path, SKELETON["scale.py"]).stubs == ("double", "halve")


def test_a_students_own_not_implemented_error_is_no_stub(tmp_path: Path) -> None:
    """Other messages, comments and strings are not taken for a stub."""
    text = (
        '# raise NotImplementedError("double: not written yet (scale.py)")\ns = "double: not written yet (scale.py)"\n'
    )
    assert inspected(tmp_path, text + 'def f():\n    raise NotImplementedError("later")\n').stubs == ()


def test_a_forbidden_package_is_reported_like_one_that_is_not_there(tmp_path: Path) -> None:
    """Forbidden modules of the standard library are reported before grading, with the allowed ones."""
    source = inspected(tmp_path, "import itertools\nimport math\n", msgspec.structs.replace(TOY, forbid=("itertools",)))
    (remark,) = source.imports
    assert (remark.line, remark.text.partition(":")[0]) == (1, "itertools")
    assert "without itertools" in remark.text


def test_a_file_that_is_nested_deeper_than_python_recurses_is_inspected(tmp_path: Path) -> None:
    """The refused call at the end of a chain of 1,000 `elif` is found, and the chain is no error."""
    chain = "\n".join(f"elif x == {number}: pass" for number in range(1_000))
    source = f"import os\nx = 1\nif x == -1: pass\n{chain}\nelse: os.popen('true')\n"
    found = inspected(tmp_path, source)
    assert found.broken is None
    assert [remark.line for remark in found.refused] == [source.count("\n")]
