"""otter's view of the question affine_backward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "affine_backward"
points = None
values = []


@test_case(points=7.5, hidden=False, name=str(Text('Two examples of two numbers and three outputs have the gradients worked by hand.', '\uc608\uc81c \ub450 \uac1c\uc758 \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_affine_backward_by_hand():
    run_test("test_layers.py", "test_affine_backward_by_hand")
    values.append("public")


@test_case(points=7.5, hidden=False, name=str(Text('For images, dx, dw and db are the gradients of a loss that weighs the outputs with dout.', 'dx, dw, db\uac00 \uae30\uc6b8\uae30\ub2e4')))
def test_affine_backward_gives_gradients():
    run_test("test_layers.py", "test_affine_backward_gives_gradients")
    values.append("public")
