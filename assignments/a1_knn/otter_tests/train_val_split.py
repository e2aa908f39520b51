"""otter's view of the question train_val_split. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "train_val_split"
points = None
values = []


@test_case(points=1.25, hidden=False, name=str(Text('Every example keeps its own label, in both parts.', '\ubaa8\ub4e0 \uc608\uc81c\uac00 \uc790\uae30 \ub808\uc774\ube14\uacfc \ud568\uaed8 \uc788\uc2b5\ub2c8\ub2e4')))
def test_split_keeps_labels_with_their_examples():
    run_test("test_images.py", "test_split_keeps_labels_with_their_examples")
    values.append("public")


@test_case(points=1.1, hidden=False, name=str(Text('Every example goes to exactly one part.', '\ubaa8\ub4e0 \uc608\uc81c\uac00 \uaf2d \ud55c \ubd80\ubd84\uc5d0\ub9cc \ub4e4\uc5b4\uac11\ub2c8\ub2e4')))
def test_split_uses_every_example_once():
    run_test("test_images.py", "test_split_uses_every_example_once")
    values.append("public")


@test_case(points=3.39, hidden=False, name=str(Text('The same seed gives the same split.', '\uc2dc\ub4dc\uac00 \uac19\uc73c\uba74 \ub098\ub208 \uacb0\uacfc\ub3c4 \uac19\uc2b5\ub2c8\ub2e4')))
def test_same_seed_same_split():
    run_test("test_images.py", "test_same_seed_same_split")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=2.26, hidden=False, name=str(Text('The four parts come in order, and 3 of 10 examples are held out at val_fraction 0.3.', '\ub124 \ubd80\ubd84\uc758 \uc21c\uc11c\uc640 \ud06c\uae30\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_split_sizes():
    run_test("test_images.py", "test_split_sizes")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
