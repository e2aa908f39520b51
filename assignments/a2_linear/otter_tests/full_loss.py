"""otter's view of the question full_loss. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "full_loss"
points = None
values = []


@test_case(points=3.2, hidden=False, name=str(Text('Two examples that lose 2 and 5 cost 3.5 on average, and a penalty of 10 at reg 0.1 adds 1.', '\uc608\uc81c \ub450 \uac1c\uc758 \uc804\uccb4 \uc190\uc2e4\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_full_loss_by_hand():
    run_test("test_losses.py", "test_full_loss_by_hand")
    values.append("public")


@test_case(points=3.2, hidden=False, name=str(Text('At reg 0 the loss is the mean of the losses of all examples, with least squares and with softmax loss.', 'reg\uac00 0\uc774\uba74 \ub450 \uac00\uc9c0 \uc190\uc2e4\uc758 \ud3c9\uade0\uc774 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_full_loss_of_random_examples():
    run_test("test_losses.py", "test_full_loss_of_random_examples")
    values.append("public")


@test_case(points=4.4, hidden=False, name=str(Text('At reg 0.7 the loss of six examples is higher by 0.7 times the penalty than at reg 0.', 'reg\uac00 0.7\uc774\uba74 \uc815\uaddc\ud654 \ud56d\uc758 0.7\ubc30\uac00 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_full_loss_adds_the_penalty():
    run_test("test_losses.py", "test_full_loss_adds_the_penalty")
    values.append("public")


@test_case(points=3.2, hidden=False, name=str(Text('At W = 0 the least-squares loss is 1 and the softmax loss log C, whatever the examples are.', 'W = 0\uc774\uba74 \uc815\uaddc\ud654 \ud56d \uc5c6\uc774 \uc608\uc81c \ud558\ub098\uc758 \uc190\uc2e4\uc774 \uadf8\ub300\ub85c \ub098\uc635\ub2c8\ub2e4')))
def test_full_loss_at_zero():
    run_test("test_losses.py", "test_full_loss_at_zero")
    values.append("public")
