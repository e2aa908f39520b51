"""otter's view of the question numerical_gradient. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "numerical_gradient"
points = None
values = []


@test_case(points=3.5, hidden=False, name=str(Text('Of a function that is 2 times the last number of x, steps of any length measure 0, 0, ..., 2.', '2 * x[-1]\uc758 \uc911\uc559 \ucc28\ubd84\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_central_by_hand():
    run_test("test_numeric.py", "test_central_by_hand")
    values.append("public")


@test_case(points=5.25, hidden=False, name=str(Text('For a matrix whose numbers meet one another in f, the entries are to one another as the product rule says.', '\ud589\ub82c\uc5d0 \ub300\ud55c \uc911\uc559 \ucc28\ubd84\uc758 \ube44\uc728\uc774 \uacf1\uc758 \ubbf8\ubd84\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_central_on_a_matrix():
    run_test("test_numeric.py", "test_central_on_a_matrix")
    values.append("public")


@test_case(points=3.5, hidden=False, name=str(Text('At the kink of |x - 1| the steps to both sides cancel, and elsewhere they do not.', '|x - 1|\uc758 \uaebe\uc778 \uc810\uc5d0\uc11c \uc591\ucabd \uc2a4\ud15d\uc774 \uc0c1\uc1c4\ub429\ub2c8\ub2e4')))
def test_central_at_a_kink():
    run_test("test_numeric.py", "test_central_at_a_kink")
    values.append("public")


@test_case(points=1.75, hidden=False, name=str(Text('When the gradient is returned, x holds what it held before, bit for bit.', 'x\uac00 \ube44\ud2b8 \ud558\ub098\uae4c\uc9c0 \uc6d0\ub798\ub300\ub85c\uc785\ub2c8\ub2e4')))
def test_central_leaves_x_alone():
    run_test("test_numeric.py", "test_central_leaves_x_alone")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
