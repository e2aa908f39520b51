"""otter's view of the question sample_batch. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "sample_batch"
points = None
values = []


@test_case(points=4.13, hidden=False, name=str(Text('A batch has the size that was asked for, and each of its rows is a row of X with its own label.', '\ubc30\uce58\uc758 \ubaa8\ub4e0 \ud589\uc740 \uc790\uae30 \ub808\uc774\ube14\uc744 \uac00\uc9c4 X\uc758 \ud589\uc785\ub2c8\ub2e4')))
def test_a_batch_keeps_pairs():
    run_test("test_descent.py", "test_a_batch_keeps_pairs")
    values.append("public")


@test_case(points=2.25, hidden=False, name=str(Text('Over sixty seeds, each of five rows is drawn at some time.', '\ubaa8\ub4e0 \ud589\uc774 \ubf51\ud790 \uc218 \uc788\uc2b5\ub2c8\ub2e4')))
def test_every_row_can_be_drawn():
    run_test("test_descent.py", "test_every_row_can_be_drawn")
    values.append("public")


@test_case(points=5.62, hidden=False, name=str(Text('The same seed gives the same batch.', '\uc2dc\ub4dc\uac00 \uac19\uc73c\uba74 \ubc30\uce58\ub3c4 \uac19\uc2b5\ub2c8\ub2e4')))
def test_same_seed_same_batch():
    run_test("test_descent.py", "test_same_seed_same_batch")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
