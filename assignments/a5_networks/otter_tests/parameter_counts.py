"""otter's view of the question parameter_counts. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "parameter_counts"
points = None
values = []


@test_case(points=5.0, hidden=False, name=str(Text('A 3x32x32 image has 3,072 numbers, and 100 hidden units need 307,200 weights where ten 5x5 filters need 750.', '3x32x32 \uc774\ubbf8\uc9c0\uc758 \uc218\uc640 \ub450 \uce35\uc758 \uac00\uc911\uce58\ub97c \ubc14\ub974\uac8c \uc13c\ub2e4')))
def test_counts_for_a_small_photograph():
    run_test("test_network.py", "test_counts_for_a_small_photograph")
    values.append("public")
