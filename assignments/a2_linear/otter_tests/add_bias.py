"""otter's view of the question add_bias. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "add_bias"
points = None
values = []


@test_case(points=0.78, hidden=False, name=str(Text('The ones are the last column of X1 and b is the last row of W1; nothing else changes.', '\ub9c8\uc9c0\ub9c9 \uc5f4\uc758 1\uacfc \ub9c8\uc9c0\ub9c9 \ud589\uc758 \ud3b8\ud5a5\uc774 \uc81c\uc790\ub9ac\uc5d0 \uc788\uc2b5\ub2c8\ub2e4')))
def test_bias_in_its_place():
    run_test("test_scores.py", "test_bias_in_its_place")
    values.append("public")


@test_case(points=3.72, hidden=False, name=str(Text('W1 has the rows of W in their order, and b as one more row.', 'W1\uc5d0 W\uc758 \ud589\uacfc b\uc778 \ud589 \ud558\ub098\uac00 \uc788\uc2b5\ub2c8\ub2e4')))
def test_weights_with_a_row_of_biases():
    run_test("test_scores.py", "test_weights_with_a_row_of_biases")
    values.append("public")


@test_case(points=2.5, hidden=False, name=str(Text('X1 @ W1 gives the scores of X @ W + b.', '\ud3b8\ud5a5\uc744 \ub123\uc740 \ud589\ub82c\ub9cc\uc73c\ub85c \uac19\uc740 \uc810\uc218\uac00 \ub098\uc635\ub2c8\ub2e4')))
def test_bias_trick_gives_the_same_scores():
    run_test("test_scores.py", "test_bias_trick_gives_the_same_scores")
    values.append("public")
