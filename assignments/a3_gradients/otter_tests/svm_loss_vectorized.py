"""otter's view of the question svm_loss_vectorized. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "svm_loss_vectorized"
points = None
values = []


@test_case(points=1.59, hidden=False, name=str(Text('Hinge, vectorized: loss and gradient of two examples are those worked by hand.', '\ud78c\uc9c0(\ubca1\ud130\ud654): \uc608\uc81c \ub450 \uac1c\uc758 \uc190\uc2e4\uacfc \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_svm_by_hand():
    run_test("test_losses.py", "test_svm_by_hand", "svm_loss_vectorized")
    values.append("public")


@test_case(points=1.06, hidden=False, name=str(Text('Hinge, vectorized: where the data have no say, dW is 2 * reg * W.', '\ud78c\uc9c0(\ubca1\ud130\ud654): \uc815\uaddc\ud654 \ubd80\ubd84\uc758 \uae30\uc6b8\uae30\uac00 2 * reg * W\uc774\ub2e4')))
def test_regularization():
    run_test("test_losses.py", "test_regularization", "svm_loss_vectorized")
    values.append("public")


@test_case(points=1.59, hidden=False, name=str(Text('Hinge, vectorized: on a random batch loss and gradient follow the definition, with and without reg.', '\ud78c\uc9c0(\ubca1\ud130\ud654): \ubb34\uc791\uc704 \ubc30\uce58\uc5d0\uc11c \uc815\uc758\uc640 \uac19\ub2e4')))
def test_svm_vectorized_on_a_batch():
    run_test("test_losses.py", "test_svm_vectorized_on_a_batch")
    values.append("public")


@test_case(points=1.06, hidden=False, name=str(Text('Hinge, vectorized: at W = 0 every wrong class is off by 1, so the loss is C - 1.', '\ud78c\uc9c0(\ubca1\ud130\ud654): W\uac00 0\uc774\uba74 \uc190\uc2e4\uc774 C - 1\uc774\ub2e4')))
def test_svm_vectorized_at_zero():
    run_test("test_losses.py", "test_svm_vectorized_at_zero")
    values.append("public")


@test_case(points=8.47, hidden=False, name=str(Text('Hinge, vectorized: no Python loop runs over the examples.', '\ud78c\uc9c0(\ubca1\ud130\ud654): \uc608\uc81c\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\ub2e4')))
def test_vectorized_has_no_loop_over_examples():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_examples", "svm_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=4.23, hidden=False, name=str(Text('Hinge, vectorized: no Python loop runs over the classes.', '\ud78c\uc9c0(\ubca1\ud130\ud654): \ud074\ub798\uc2a4\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\ub2e4')))
def test_vectorized_has_no_loop_over_classes():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_classes", "svm_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
