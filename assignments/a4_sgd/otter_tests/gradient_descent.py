"""otter's view of the question gradient_descent. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_descent"
points = None
values = []


@test_case(points=7.0, hidden=False, name=str(Text('On the loss w**2, two steps with learning rate 0.1 lead from 10 over 8 to 6.4.', 'w**2 \uc704\uc5d0\uc11c \ub450 \uac78\uc74c: 10, 8, 6.4')))
def test_two_steps_by_hand():
    run_test("test_descent.py", "test_two_steps_by_hand")
    values.append("public")


@test_case(points=7.0, hidden=False, name=str(Text('In a valley that is steeper in some directions than in others, the walk is the one that a formula gives.', '\uace8\uc9dc\uae30\uc5d0\uc11c \uac78\uc740 \uae38\uc774 \uacf5\uc2dd\uc73c\ub85c \uad6c\ud55c \uae38\uacfc \uac19\ub2e4')))
def test_descent_into_a_valley():
    run_test("test_descent.py", "test_descent_into_a_valley")
    values.append("public")
