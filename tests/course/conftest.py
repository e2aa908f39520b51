"""The toy course that the tests of authoring share."""

import pytest

from tests.course.toy import make_course


@pytest.fixture
def course(tmp_path):
    """A course of two tiny assignments, to read and to spoil."""
    return make_course(tmp_path / "course")
