"""otter's view of the question gradient_descent. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_descent"
points = None
values = []


@test_case(points=6.07, hidden=False, name=str(Text('On the loss w**2, two steps with learning rate 0.1 lead from 10 over 8 to 6.4.', 'w**2 \uc704\uc5d0\uc11c \ub450 \uc2a4\ud15d: 10, 8, 6.4')))
def test_two_steps_by_hand():
    run_test("test_descent.py", "test_two_steps_by_hand")
    values.append("public")


@test_case(points=0.93, hidden=False, name=str(Text('Where the loss says 5, 3 and 2 in turn, the history of three steps is 5, 3 and 2.', '\uc190\uc2e4\uc774 \ucc28\ub840\ub85c 5, 3, 2\uba74 history\ub3c4 5, 3, 2\uc785\ub2c8\ub2e4')))
def test_history_by_hand():
    run_test("test_descent.py", "test_history_by_hand")
    values.append("public")


@test_case(points=0.93, hidden=False, name=str(Text('In a valley that is steeper in some directions than in others, the walk ends where a formula says.', '\uace8\uc9dc\uae30\uc5d0\uc11c \uc2a4\ud15d\uc774 \ub05d\ub09c \uc790\ub9ac\uac00 \uacf5\uc2dd\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_descent_into_a_valley():
    run_test("test_descent.py", "test_descent_into_a_valley")
    values.append("public")


@test_case(points=6.07, hidden=False, name=str(Text('The array with the start is not modified, as by `W -= ...`.', '`W -= ...`\ucc98\ub7fc \ucd9c\ubc1c\uc810 W\ub97c \ubc14\uafb8\uc9c0 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_descent_does_not_move_the_start():
    run_test("test_descent.py", "test_descent_does_not_move_the_start")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
