"""otter's view of the question svm_loss_naive. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "svm_loss_naive"
points = None
values = []


@test_case(points=4.8, hidden=False, name=str(Text('Hinge, loops: loss and gradient of two examples are those worked by hand.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc608\uc81c \ub450 \uac1c\uc758 \uc190\uc2e4\uacfc \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_svm_by_hand():
    run_test("test_losses.py", "test_svm_by_hand", "svm_loss_naive")
    values.append("public")


@test_case(points=2.4, hidden=False, name=str(Text('Hinge, loops: where the data have no say, dW is 2 * reg * W.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc815\uaddc\ud654 \ubd80\ubd84\uc758 \uae30\uc6b8\uae30\uac00 2 * reg * W\uc774\ub2e4')))
def test_regularization():
    run_test("test_losses.py", "test_regularization", "svm_loss_naive")
    values.append("public")


@test_case(points=4.8, hidden=False, name=str(Text('Hinge, loops: on a random batch the gradient is the slope of the loss, without and with regularization.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \ubb34\uc791\uc704 \ubc30\uce58\uc5d0\uc11c \uae30\uc6b8\uae30\uac00 \uc190\uc2e4\uc758 \uacbd\uc0ac\uc640 \uac19\ub2e4')))
def test_svm_naive_on_a_batch():
    run_test("test_losses.py", "test_svm_naive_on_a_batch")
    values.append("public")
