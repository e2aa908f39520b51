"""otter's view of the question train_on_digits. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "train_on_digits"
points = None
values = []


@test_case(points=6.11, hidden=False, name=str(Text('At least 80 % of the digits held out are read right.', '\ub5bc\uc5b4 \ub454 \uc22b\uc790\uc758 80% \uc774\uc0c1\uc744 \ub9de\ud799\ub2c8\ub2e4')))
def test_reads_most_digits():
    run_test("test_classifier.py", "test_reads_most_digits")
    values.append("public")


@test_case(points=3.89, hidden=False, name=str(Text('At least 90 % of the digits held out are read right.', '\ub5bc\uc5b4 \ub454 \uc22b\uc790\uc758 90% \uc774\uc0c1\uc744 \ub9de\ud799\ub2c8\ub2e4')))
def test_reads_nearly_all_digits():
    run_test("test_classifier.py", "test_reads_nearly_all_digits")
    values.append("public")
