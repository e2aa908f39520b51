"""otter's view of the question gradient_step. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_step"
points = None
values = []


@test_case(points=0.27, hidden=False, name=str(Text('From w = 10 with slope 20 and learning rate 0.1 the step leads to 8.', 'w = 10\uc5d0\uc11c \uae30\uc6b8\uae30 20, \ud559\uc2b5\ub960 0.1\uc774\uba74 8\uc5d0 \ub3c4\ucc29\ud569\ub2c8\ub2e4')))
def test_one_step_by_hand():
    run_test("test_descent.py", "test_one_step_by_hand")
    values.append("public")


@test_case(points=2.13, hidden=False, name=str(Text('In a matrix each number moves against its own slope: down where that is positive, up where it is negative.', '\ud589\ub82c\uc758 \uc218\ub9c8\ub2e4 \uc790\uae30 \uae30\uc6b8\uae30\ub97c \uac70\uc2ac\ub7ec \uc6c0\uc9c1\uc785\ub2c8\ub2e4')))
def test_one_step_of_a_matrix():
    run_test("test_descent.py", "test_one_step_of_a_matrix")
    values.append("public")


@test_case(points=1.6, hidden=False, name=str(Text('The step makes a new array: neither W nor dW is modified, as by `W -= ...`.', '\ubc1b\uc740 \ubc30\uc5f4\uc744 \ubc14\uafb8\uc9c0 \uc54a\uace0 \uc0c8 \ubc30\uc5f4\uc744 \ub9cc\ub4ed\ub2c8\ub2e4')))
def test_one_step_makes_a_new_array():
    run_test("test_descent.py", "test_one_step_makes_a_new_array")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
