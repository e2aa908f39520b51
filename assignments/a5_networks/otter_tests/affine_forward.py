"""otter's view of the question affine_forward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "affine_forward"
points = None
values = []


@test_case(points=4.0, hidden=False, name=str(Text('Two examples of three numbers give the four numbers worked by hand.', '\uc608\uc81c \ub450 \uac1c\uc758 \ucd9c\ub825\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_affine_by_hand():
    run_test("test_layers.py", "test_affine_by_hand")
    values.append("public")


@test_case(points=4.0, hidden=False, name=str(Text('Images with channels, rows and columns are flattened in the order of their indices.', '\uc774\ubbf8\uc9c0\ub97c \ud3bc\uccd0\uc11c \uacc4\uc0b0\ud55c\ub2e4')))
def test_affine_of_images():
    run_test("test_layers.py", "test_affine_of_images")
    values.append("public")
