"""otter's view of the question softmax_loss_one. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "softmax_loss_one"
points = None
values = []


@test_case(points=3.26, hidden=False, name=str(Text('Scores whose exponentials are whole numbers give the loss worked by hand.', '\uc791\uc740 \uc810\uc218\uc758 \uc18c\ud504\ud2b8\ub9e5\uc2a4 \uc190\uc2e4\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_softmax_by_hand():
    run_test("test_losses.py", "test_softmax_by_hand")
    values.append("public")


@test_case(points=3.25, hidden=False, name=str(Text("On random scores the loss agrees with SciPy's.", '\ubb34\uc791\uc704 \uc810\uc218\uc758 \uc18c\ud504\ud2b8\ub9e5\uc2a4 \uc190\uc2e4\uc774 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_softmax_agrees_with_scipy():
    run_test("test_losses.py", "test_softmax_agrees_with_scipy")
    values.append("public")


@test_case(points=9.49, hidden=False, name=str(Text('Scores of 1e4, whose exponential is infinite, give finite losses that depend on the scores.', '\uc810\uc218\uac00 10,000\uc774\uc5b4\ub3c4 \uc190\uc2e4\uc774 \uc720\ud55c\ud569\ub2c8\ub2e4')))
def test_softmax_of_large_scores():
    run_test("test_losses.py", "test_softmax_of_large_scores")
    values.append("public")
