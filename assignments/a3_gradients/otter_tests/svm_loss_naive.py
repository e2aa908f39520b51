"""otter's view of the question svm_loss_naive. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "svm_loss_naive"
points = None
values = []


@test_case(points=1.36, hidden=False, name=str(Text('Hinge, loops: the loss of one example is that worked by hand.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc608\uc81c \ud558\ub098\uc758 \uc190\uc2e4\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_svm_loss_by_hand():
    run_test("test_losses.py", "test_svm_loss_by_hand", "svm_loss_naive")
    values.append("public")


@test_case(points=2.26, hidden=False, name=str(Text('Hinge, loops: the columns of the wrong classes of one example are those worked by hand.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc608\uc81c \ud558\ub098\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \uc815\ub2f5\uc774 \uc544\ub2cc \ud074\ub798\uc2a4\uc758 \uc5f4\uc5d0\uc11c \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_svm_gradient_by_hand():
    run_test("test_losses.py", "test_svm_gradient_by_hand", "svm_loss_naive")
    values.append("public")


@test_case(points=0.91, hidden=False, name=str(Text('Hinge, loops: the loss of six examples is the mean of theirs.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc608\uc81c \uc5ec\uc12f \uac1c\uc758 \uc190\uc2e4\uc774 \ud3c9\uade0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_loss_on_a_batch():
    run_test("test_losses.py", "test_loss_on_a_batch", "svm_loss_naive")
    values.append("public")


@test_case(points=1.81, hidden=False, name=str(Text('Hinge, loops: the right class loses what the others get, so the columns of dW add up to 0.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \ub2e4\ub978 \uc5f4\uc774 \uc5bb\ub294 \ub9cc\ud07c \uc815\ub2f5 \ud074\ub798\uc2a4\uc758 \uc5f4\uc774 \uc783\uc5b4, dW\uc758 \uc5f4\uc744 \ub354\ud558\uba74 0\uc785\ub2c8\ub2e4')))
def test_columns_cancel():
    run_test("test_losses.py", "test_columns_cancel", "svm_loss_naive")
    values.append("public")


@test_case(points=1.81, hidden=False, name=str(Text('Hinge, loops: the gradient of six examples is the slope of their mean loss.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc608\uc81c \uc5ec\uc12f \uac1c\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \ud3c9\uade0 \uc190\uc2e4\uc758 \uae30\uc6b8\uae30\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_gradient_on_a_batch():
    run_test("test_losses.py", "test_gradient_on_a_batch", "svm_loss_naive")
    values.append("public")


@test_case(points=1.59, hidden=False, name=str(Text('Hinge, loops: regularization adds reg * np.sum(W**2) to the loss, whatever the data part is.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc815\uaddc\ud654\uac00 \uc190\uc2e4\uc5d0 reg * np.sum(W**2)\ub97c \ub354\ud569\ub2c8\ub2e4')))
def test_regularization_of_the_loss():
    run_test("test_losses.py", "test_regularization_of_the_loss", "svm_loss_naive")
    values.append("public")


@test_case(points=2.26, hidden=False, name=str(Text('Hinge, loops: regularization adds 2 * reg * W to dW, whatever the data part is.', '\ud78c\uc9c0(\ubc18\ubcf5\ubb38): \uc815\uaddc\ud654\uac00 dW\uc5d0 2 * reg * W\ub97c \ub354\ud569\ub2c8\ub2e4')))
def test_regularization_of_the_gradient():
    run_test("test_losses.py", "test_regularization_of_the_gradient", "svm_loss_naive")
    values.append("public")
