"""otter's view of the question batch_scores. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "batch_scores"
points = None
values = []


@test_case(points=2.47, hidden=False, name=str(Text('Three exams at once get the scores worked by hand, one row each, though W lies the other way round now.', '\uc2dc\ud5d8 \uc810\uc218 \uc138 \uc30d\uc744 \ud55c\uaebc\ubc88\uc5d0 \ub9e4\uae34 \uc810\uc218\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_batch_of_three_exams():
    run_test("test_scores.py", "test_batch_of_three_exams")
    values.append("public")


@test_case(points=0.47, hidden=False, name=str(Text('On a random batch, without biases, every score is the inner product that SciPy finds.', '\ubb34\uc791\uc704 \ubc30\uce58\uc758 \uc810\uc218\uac00 SciPy\ub85c \uad6c\ud55c \ub0b4\uc801\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_batch_agrees_with_inner_products():
    run_test("test_scores.py", "test_batch_agrees_with_inner_products")
    values.append("public")


@test_case(points=7.06, hidden=False, name=str(Text('No Python loop runs over the examples.', '\uc608\uc81c\ub97c \ub3c4\ub294 \ud30c\uc774\uc36c \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_batch_has_no_loop_over_the_examples():
    run_test("test_scores.py", "test_batch_has_no_loop_over_the_examples")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
