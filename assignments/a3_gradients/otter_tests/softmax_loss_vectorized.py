"""otter's view of the question softmax_loss_vectorized. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "softmax_loss_vectorized"
points = None
values = []


@test_case(points=1.16, hidden=False, name=str(Text('Softmax, vectorized: loss and gradient of two examples are those worked by hand.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c \ub450 \uac1c\uc758 \uc190\uc2e4\uacfc \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_softmax_by_hand():
    run_test("test_losses.py", "test_softmax_by_hand", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=0.78, hidden=False, name=str(Text('Softmax, vectorized: where the data have no say, dW is 2 * reg * W.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc815\uaddc\ud654 \ubd80\ubd84\uc758 \uae30\uc6b8\uae30\uac00 2 * reg * W\uc774\ub2e4')))
def test_regularization():
    run_test("test_losses.py", "test_regularization", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=1.16, hidden=False, name=str(Text('Softmax, vectorized: on a random batch loss and gradient follow the definition, with and without reg.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \ubb34\uc791\uc704 \ubc30\uce58\uc5d0\uc11c \uc815\uc758\uc640 \uac19\ub2e4')))
def test_softmax_on_a_batch():
    run_test("test_losses.py", "test_softmax_on_a_batch", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=1.26, hidden=False, name=str(Text('Softmax, vectorized: scores of 1000 overflow nowhere; a sure answer loses 0, and a surely wrong one 1000.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc810\uc218\uac00 1000\uc774\uc5b4\ub3c4 \ub118\uce58\uc9c0 \uc54a\ub294\ub2e4')))
def test_softmax_vectorized_at_large_scores():
    run_test("test_losses.py", "test_softmax_vectorized_at_large_scores")
    values.append("public")


@test_case(points=7.76, hidden=False, name=str(Text('Softmax, vectorized: no Python loop runs over the examples.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\ub2e4')))
def test_vectorized_has_no_loop_over_examples():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_examples", "softmax_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=3.88, hidden=False, name=str(Text('Softmax, vectorized: no Python loop runs over the classes.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \ud074\ub798\uc2a4\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\ub2e4')))
def test_vectorized_has_no_loop_over_classes():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_classes", "softmax_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
