"""otter's view of the question two_layer_loss. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "two_layer_loss"
points = None
values = []


@test_case(points=5.14, hidden=False, name=str(Text('Without labels, a network of two inputs and two hidden units gives the scores worked by hand.', '\uc791\uc740 \uc2e0\uacbd\ub9dd\uc758 \uc810\uc218\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_scores_by_hand():
    run_test("test_network.py", "test_scores_by_hand")
    values.append("public")


@test_case(points=2.29, hidden=False, name=str(Text('Without labels, the scores of a random network are right.', '\ubb34\uc791\uc704 \uc2e0\uacbd\ub9dd\uc758 \uc810\uc218\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_scores_of_a_random_network():
    run_test("test_network.py", "test_scores_of_a_random_network")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text('Without regularization, the loss is the mean of log-sum-exp less the score of the label.', '\uc815\uaddc\ud654 \uc5c6\ub294 \uc190\uc2e4\uc774 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_loss_without_penalty():
    run_test("test_network.py", "test_loss_without_penalty")
    values.append("public")


@test_case(points=1.72, hidden=False, name=str(Text('Regularization adds reg times the squares of both weight matrices to the loss, and not those of the biases.', '\ub450 \uac00\uc911\uce58 \ud589\ub82c\uc758 \uc815\uaddc\ud654 \ud56d\uc774 \uc190\uc2e4\uc5d0 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_penalty_of_the_loss():
    run_test("test_network.py", "test_penalty_of_the_loss")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text('Without regularization, the gradients of W2 and b2 are those of the loss.', '\uc815\uaddc\ud654 \uc5c6\ub294 W2\uc640 b2\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_gradients_of_the_second_layer():
    run_test("test_network.py", "test_gradients_of_the_second_layer")
    values.append("public")


@test_case(points=4.57, hidden=False, name=str(Text('Without regularization, the gradients of W1 and b1 are those of the loss, through the ReLU.', '\uc815\uaddc\ud654 \uc5c6\ub294 W1\uacfc b1\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_gradients_of_the_first_layer():
    run_test("test_network.py", "test_gradients_of_the_first_layer")
    values.append("public")


@test_case(points=4.0, hidden=False, name=str(Text('Regularization adds 2 * reg * W to the gradients of both weight matrices.', '\ub450 \uac00\uc911\uce58 \ud589\ub82c\uc758 \uadf8\ub798\ub514\uc5b8\ud2b8\uc5d0 2 * reg * W\uac00 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_penalty_of_the_gradients():
    run_test("test_network.py", "test_penalty_of_the_gradients")
    values.append("public")
