"""otter's view of the question two_layer_loss. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "two_layer_loss"
points = None
values = []


@test_case(points=3.64, hidden=False, name=str(Text('Without labels, a network of two inputs and two hidden units gives the scores worked by hand.', '\uc791\uc740 \uc2e0\uacbd\ub9dd\uc758 \uc810\uc218\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_scores_by_hand():
    run_test("test_network.py", "test_scores_by_hand")
    values.append("public")


@test_case(points=3.64, hidden=False, name=str(Text('Without labels, the scores of a random network are right.', '\ubb34\uc791\uc704 \uc2e0\uacbd\ub9dd\uc758 \uc810\uc218\uac00 \ub9de\ub2e4')))
def test_scores_of_a_random_network():
    run_test("test_network.py", "test_scores_of_a_random_network")
    values.append("public")


@test_case(points=3.64, hidden=False, name=str(Text('Without regularization, the loss is the mean of log-sum-exp less the score of the label.', '\uc815\uaddc\ud654 \uc5c6\ub294 \uc190\uc2e4\uc774 \ub9de\ub2e4')))
def test_loss_without_penalty():
    run_test("test_network.py", "test_loss_without_penalty")
    values.append("public")


@test_case(points=3.63, hidden=False, name=str(Text('With regularization, the loss has the penalty of both weight matrices, and not of the biases.', '\uc815\uaddc\ud654 \ud56d\uc774 \uc190\uc2e4\uc5d0 \ub354\ud574\uc9c4\ub2e4')))
def test_loss_with_penalty():
    run_test("test_network.py", "test_loss_with_penalty")
    values.append("public")


@test_case(points=5.45, hidden=False, name=str(Text('Each of the four gradients is that of the loss, first without and then with regularization.', '\ub124 \uae30\uc6b8\uae30\uac00 \uc190\uc2e4\uc758 \uae30\uc6b8\uae30\ub2e4')))
def test_gradients_of_the_loss():
    run_test("test_network.py", "test_gradients_of_the_loss")
    values.append("public")
