"""otter's view of the question train. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "train"
points = None
values = []


@test_case(points=3.49, hidden=False, name=str(Text('Where all examples are alike, two steps of least squares lead where they lead by hand.', '\uc608\uc81c\uac00 \ubaa8\ub450 \uac19\uc73c\uba74 \ub450 \uc2a4\ud15d\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_training_by_hand():
    run_test("test_classifier.py", "test_training_by_hand")
    values.append("public")


@test_case(points=1.16, hidden=False, name=str(Text('Where self.loss says 5, 3 and 2 in turn, the history of three iterations is 5, 3 and 2.', '\uc190\uc2e4\uc774 \ucc28\ub840\ub85c 5, 3, 2\uba74 \uae30\ub85d\ub3c4 5, 3, 2\uc785\ub2c8\ub2e4')))
def test_training_history_by_hand():
    run_test("test_classifier.py", "test_training_history_by_hand")
    values.append("public")


@test_case(points=1.74, hidden=False, name=str(Text('Each step asks self.loss about one batch of batch_size examples with their own labels, and W moves.', '\uc2a4\ud15d\ub9c8\ub2e4 \uc608\uc81c\uc640 \ub808\uc774\ube14\uc758 \uc9dd\uc774 \ub9de\ub294 \ubc30\uce58 \ud558\ub098\ub97c \uc501\ub2c8\ub2e4')))
def test_training_asks_for_one_batch_a_step():
    run_test("test_classifier.py", "test_training_asks_for_one_batch_a_step")
    values.append("public")


@test_case(points=0.58, hidden=False, name=str(Text('Each step draws a new batch: over twenty steps it is not always the same one.', '\uc2a4\ud15d\ub9c8\ub2e4 \ubc30\uce58\ub97c \uc0c8\ub85c \ubf51\uc2b5\ub2c8\ub2e4. \uc2a4\ubb34 \uc2a4\ud15d\uc758 \ubc30\uce58\uac00 \ubaa8\ub450 \uac19\uc9c0\ub294 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_training_draws_a_new_batch_each_step():
    run_test("test_classifier.py", "test_training_draws_a_new_batch_each_step")
    values.append("public")


@test_case(points=3.48, hidden=False, name=str(Text('Without W, training begins with one row for each feature and one column for each class.', 'W\uac00 \uc5c6\uc73c\uba74 \ud2b9\uc131\ub9c8\ub2e4 \ud589, \ud074\ub798\uc2a4\ub9c8\ub2e4 \uc5f4\uc744 \ud558\ub098\uc529 \ub9cc\ub4ed\ub2c8\ub2e4')))
def test_training_makes_room_for_each_class():
    run_test("test_classifier.py", "test_training_makes_room_for_each_class")
    values.append("public")


@test_case(points=7.55, hidden=False, name=str(Text('Without W, training begins with random weights of about 0.001.', 'W\uac00 \uc5c6\uc73c\uba74 0.001\ucbe4 \ub418\ub294 \ub09c\uc218\ub85c \uc2dc\uc791\ud569\ub2c8\ub2e4')))
def test_training_begins_with_small_weights():
    run_test("test_classifier.py", "test_training_begins_with_small_weights")
    values.append("public")
