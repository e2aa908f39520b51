"""otter's view of the question affine_forward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "affine_forward"
points = None
values = []


@test_case(points=3.89, hidden=False, name=str(Text('Without a bias, two examples of three numbers give the four numbers worked by hand.', '\ud3b8\ud5a5\uc774 \uc5c6\uc744 \ub54c \uc608\uc81c \ub450 \uac1c\uc758 \ucd9c\ub825\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_affine_by_hand():
    run_test("test_layers.py", "test_affine_by_hand")
    values.append("public")


@test_case(points=2.97, hidden=False, name=str(Text('A bias of 10 and 20 adds 10 and 20 to the outputs of each of three examples.', '\ud3b8\ud5a5 10\uacfc 20\uc774 \uc608\uc81c\ub9c8\ub2e4 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_affine_adds_the_bias():
    run_test("test_layers.py", "test_affine_adds_the_bias")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text('Images with channels, rows and columns are flattened in the order of their indices.', '\uc774\ubbf8\uc9c0\ub97c \ud3bc\uccd0\uc11c \uacc4\uc0b0\ud569\ub2c8\ub2e4')))
def test_affine_of_images():
    run_test("test_layers.py", "test_affine_of_images")
    values.append("public")
