"""otter's view of the question forward_gradient. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "forward_gradient"
points = None
values = []


@test_case(points=5.0, hidden=False, name=str(Text('For sum(x**2) a forward step h measures 2 * x + h: worked by hand for one number and for three.', 'sum(x**2)\uc758 \uc804\uc9c4 \ucc28\ubd84\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_forward_by_hand():
    run_test("test_numeric.py", "test_forward_by_hand")
    values.append("public")


@test_case(points=5.0, hidden=False, name=str(Text("For a matrix whose numbers meet one another in f, the gradient agrees with SciPy's forward differences.", '\ud589\ub82c\uc5d0 \ub300\ud55c \uc804\uc9c4 \ucc28\ubd84\uc774 SciPy\uc640 \uac19\ub2e4')))
def test_forward_agrees_with_scipy():
    run_test("test_numeric.py", "test_forward_agrees_with_scipy")
    values.append("public")
