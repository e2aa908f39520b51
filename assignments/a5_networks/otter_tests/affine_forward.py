"""otter's view of the question affine_forward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "affine_forward"
points = None
values = []


@test_case(points=3.49, hidden=False, name=str(Text('Without a bias, two examples of three numbers give the four numbers worked by hand.', '\ud3b8\ud5a5\uc774 \uc5c6\uc744 \ub54c \uc608\uc81c \ub450 \uac1c\uc758 \ucd9c\ub825\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_affine_by_hand():
    run_test("test_layers.py", "test_affine_by_hand")
    values.append("public")


@test_case(points=2.67, hidden=False, name=str(Text('A bias of 10 and 20 adds 10 and 20 to the outputs of each of three examples.', '\ud3b8\ud5a5 10\uacfc 20\uc774 \uc608\uc81c\ub9c8\ub2e4 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_affine_adds_the_bias():
    run_test("test_layers.py", "test_affine_adds_the_bias")
    values.append("public")


@test_case(points=1.02, hidden=False, name=str(Text('Images with channels, rows and columns are flattened in the order of their indices.', '\uc774\ubbf8\uc9c0\ub97c \ud3bc\uccd0\uc11c \uacc4\uc0b0\ud569\ub2c8\ub2e4')))
def test_affine_of_images():
    run_test("test_layers.py", "test_affine_of_images")
    values.append("public")


@test_case(points=0.82, hidden=False, name=str(Text('The cache holds images as they came, not flattened: the way back needs their shape.', 'cache\uc5d0 \uc774\ubbf8\uc9c0\uac00 \ud3bc\uce58\uc9c0 \uc54a\uc740 \ubaa8\uc591 \uadf8\ub300\ub85c \ub0a8\uc544 \uc788\uc2b5\ub2c8\ub2e4')))
def test_affine_keeps_images():
    run_test("test_layers.py", "test_affine_keeps_images")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
