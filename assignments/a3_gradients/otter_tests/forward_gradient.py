"""otter's view of the question forward_gradient. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "forward_gradient"
points = None
values = []


@test_case(points=3.12, hidden=False, name=str(Text('Of a function that is 2 times the last number of x, a step of any length measures 0, 0, ..., 2.', '2 * x[-1]\uc758 \uc804\uc9c4 \ucc28\ubd84\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_forward_by_hand():
    run_test("test_numeric.py", "test_forward_by_hand")
    values.append("public")


@test_case(points=4.02, hidden=False, name=str(Text("For a matrix whose numbers meet one another in f, the entries are to one another as SciPy's.", '\ud589\ub82c\uc5d0 \ub300\ud55c \uc804\uc9c4 \ucc28\ubd84\uc758 \ube44\uc728\uc774 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_forward_agrees_with_scipy():
    run_test("test_numeric.py", "test_forward_agrees_with_scipy")
    values.append("public")


@test_case(points=2.86, hidden=False, name=str(Text('From 0 a step forward sees that max(0, x) rises, and that max(0, -x) is flat.', '0\uc5d0\uc11c \uc55e\ucabd\uc758 \uae30\uc6b8\uae30\ub97c \ubd05\ub2c8\ub2e4')))
def test_forward_looks_ahead():
    run_test("test_numeric.py", "test_forward_looks_ahead")
    values.append("public")
