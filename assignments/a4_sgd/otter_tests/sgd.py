"""otter's view of the question sgd. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "sgd"
points = None
values = []


@test_case(points=6.59, hidden=False, name=str(Text('Where all examples are alike, every batch has the same slope: 20 at w = 13, so the walk is 13, 11, 9.4.', '\uc608\uc81c\uac00 \ubaa8\ub450 \uac19\uc73c\uba74 \uc5b4\ub5a4 \ubc30\uce58\ub85c\ub3c4 13, 11, 9.4\ub85c \ub0b4\ub824\uac11\ub2c8\ub2e4')))
def test_sgd_by_hand():
    run_test("test_descent.py", "test_sgd_by_hand")
    values.append("public")


@test_case(points=2.88, hidden=False, name=str(Text('Where the loss says 5, 3 and 2 in turn, the history of three steps is 5, 3 and 2.', '\uc190\uc2e4\uc774 \ucc28\ub840\ub85c 5, 3, 2\uba74 history\ub3c4 5, 3, 2\uc785\ub2c8\ub2e4')))
def test_sgd_history_by_hand():
    run_test("test_descent.py", "test_sgd_history_by_hand")
    values.append("public")


@test_case(points=0.82, hidden=False, name=str(Text('Each step asks about one batch of batch_size examples with their own labels.', '\uc2a4\ud15d\ub9c8\ub2e4 \uc608\uc81c\uc640 \ub808\uc774\ube14\uc758 \uc9dd\uc774 \ub9de\ub294 \ubc30\uce58 \ud558\ub098\ub85c \uc190\uc2e4\uc744 \uad6c\ud569\ub2c8\ub2e4')))
def test_sgd_asks_for_one_batch_a_step():
    run_test("test_descent.py", "test_sgd_asks_for_one_batch_a_step")
    values.append("public")


@test_case(points=0.41, hidden=False, name=str(Text('Each step draws a new batch: over twenty steps it is not always the same one.', '\uc2a4\ud15d\ub9c8\ub2e4 \ubc30\uce58\ub97c \uc0c8\ub85c \ubf51\uc2b5\ub2c8\ub2e4. \uc2a4\ubb34 \uc2a4\ud15d\uc758 \ubc30\uce58\uac00 \ubaa8\ub450 \uac19\uc9c0\ub294 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_sgd_draws_a_new_batch_each_step():
    run_test("test_descent.py", "test_sgd_draws_a_new_batch_each_step")
    values.append("public")


@test_case(points=3.3, hidden=False, name=str(Text('The array with the start is not modified, as by `W -= ...`.', '`W -= ...`\ucc98\ub7fc \ucd9c\ubc1c\uc810 W\ub97c \ubc14\uafb8\uc9c0 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_sgd_does_not_move_the_start():
    run_test("test_descent.py", "test_sgd_does_not_move_the_start")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
