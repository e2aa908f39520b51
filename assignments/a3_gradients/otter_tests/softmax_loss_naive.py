"""otter's view of the question softmax_loss_naive. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "softmax_loss_naive"
points = None
values = []


@test_case(points=4.8, hidden=False, name=str(Text('Softmax, loops: loss and gradient of two examples are those worked by hand.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubc18\ubcf5\ubb38): \uc608\uc81c \ub450 \uac1c\uc758 \uc190\uc2e4\uacfc \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_softmax_by_hand():
    run_test("test_losses.py", "test_softmax_by_hand", "softmax_loss_naive")
    values.append("public")


@test_case(points=2.4, hidden=False, name=str(Text('Softmax, loops: where the data have no say, dW is 2 * reg * W.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubc18\ubcf5\ubb38): \uc815\uaddc\ud654 \ubd80\ubd84\uc758 \uae30\uc6b8\uae30\uac00 2 * reg * W\uc774\ub2e4')))
def test_regularization():
    run_test("test_losses.py", "test_regularization", "softmax_loss_naive")
    values.append("public")


@test_case(points=4.8, hidden=False, name=str(Text('Softmax, loops: on a random batch loss and gradient follow the definition, with and without reg.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubc18\ubcf5\ubb38): \ubb34\uc791\uc704 \ubc30\uce58\uc5d0\uc11c \uc815\uc758\uc640 \uac19\ub2e4')))
def test_softmax_on_a_batch():
    run_test("test_losses.py", "test_softmax_on_a_batch", "softmax_loss_naive")
    values.append("public")
