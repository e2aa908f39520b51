"""otter's view of the question softmax_loss_vectorized. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "softmax_loss_vectorized"
points = None
values = []


@test_case(points=0.43, hidden=False, name=str(Text('Softmax, vectorized: the loss of one example is that worked by hand.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c \ud558\ub098\uc758 \uc190\uc2e4\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_softmax_loss_by_hand():
    run_test("test_losses.py", "test_softmax_loss_by_hand", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=0.43, hidden=False, name=str(Text('Softmax, vectorized: the columns of the wrong classes of one example are those worked by hand.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c \ud558\ub098\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \uc815\ub2f5\uc774 \uc544\ub2cc \ud074\ub798\uc2a4\uc758 \uc5f4\uc5d0\uc11c \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_softmax_gradient_by_hand():
    run_test("test_losses.py", "test_softmax_gradient_by_hand", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=0.87, hidden=False, name=str(Text('Softmax, vectorized: the loss of six examples is the mean of theirs.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c \uc5ec\uc12f \uac1c\uc758 \uc190\uc2e4\uc774 \ud3c9\uade0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_loss_on_a_batch():
    run_test("test_losses.py", "test_loss_on_a_batch", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=0.65, hidden=False, name=str(Text('Softmax, vectorized: the right class loses what the others get, so the columns of dW add up to 0.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \ub2e4\ub978 \uc5f4\uc774 \uc5bb\ub294 \ub9cc\ud07c \uc815\ub2f5 \ud074\ub798\uc2a4\uc758 \uc5f4\uc774 \uc783\uc5b4, dW\uc758 \uc5f4\uc744 \ub354\ud558\uba74 0\uc785\ub2c8\ub2e4')))
def test_columns_cancel():
    run_test("test_losses.py", "test_columns_cancel", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=1.3, hidden=False, name=str(Text('Softmax, vectorized: the gradient of six examples is the slope of their mean loss.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c \uc5ec\uc12f \uac1c\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \ud3c9\uade0 \uc190\uc2e4\uc758 \uae30\uc6b8\uae30\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_gradient_on_a_batch():
    run_test("test_losses.py", "test_gradient_on_a_batch", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=1.73, hidden=False, name=str(Text('Softmax, vectorized: regularization adds reg * np.sum(W**2) to the loss, whatever the data part is.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc815\uaddc\ud654\uac00 \uc190\uc2e4\uc5d0 reg * np.sum(W**2)\ub97c \ub354\ud569\ub2c8\ub2e4')))
def test_regularization_of_the_loss():
    run_test("test_losses.py", "test_regularization_of_the_loss", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=1.73, hidden=False, name=str(Text('Softmax, vectorized: regularization adds 2 * reg * W to dW, whatever the data part is.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc815\uaddc\ud654\uac00 dW\uc5d0 2 * reg * W\ub97c \ub354\ud569\ub2c8\ub2e4')))
def test_regularization_of_the_gradient():
    run_test("test_losses.py", "test_regularization_of_the_gradient", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=2.38, hidden=False, name=str(Text('Softmax, vectorized: scores of 1000 overflow nowhere; a sure answer loses 0, and a surely wrong one 1000.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc810\uc218\uac00 1000\uc774\uc5b4\ub3c4 \uc190\uc2e4\uc774 \ub118\uce58\uc9c0 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_softmax_at_large_scores():
    run_test("test_losses.py", "test_softmax_at_large_scores", "softmax_loss_vectorized")
    values.append("public")


@test_case(points=4.32, hidden=False, name=str(Text('Softmax, vectorized: no Python loop runs over the examples.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \uc608\uc81c\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_vectorized_has_no_loop_over_examples():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_examples", "softmax_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=2.16, hidden=False, name=str(Text('Softmax, vectorized: no Python loop runs over the classes.', '\uc18c\ud504\ud2b8\ub9e5\uc2a4(\ubca1\ud130\ud654): \ud074\ub798\uc2a4\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_vectorized_has_no_loop_over_classes():
    run_test("test_losses.py", "test_vectorized_has_no_loop_over_classes", "softmax_loss_vectorized")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
