"""What the tests of the course look at: the sources of the assignments that exist."""

from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.test_files import Test, read_test_files
from tests.samples import ROOT

__all__ = ["COURSE", "IDS", "suite_of"]

COURSE = Course(ROOT)
IDS = COURSE.ids()


def suite_of(source: AssignmentSource) -> list[Test]:
    """All tests of an assignment, public and hidden."""
    return [
        test for kind in ("public", "hidden") for test_file in read_test_files(source, kind) for test in test_file.tests
    ]
