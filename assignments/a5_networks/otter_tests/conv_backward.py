"""otter's view of the question conv_backward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "conv_backward"
points = None
values = []


@test_case(points=7.5, hidden=False, name=str(Text('One 3x3 image and one 2x2 filter have the gradients worked by hand.', '3x3 \uc774\ubbf8\uc9c0\uc758 \uae30\uc6b8\uae30\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_backward_by_hand():
    run_test("test_conv.py", "test_backward_by_hand")
    values.append("public")


@test_case(points=7.5, hidden=False, name=str(Text('With stride 2 and padding 1, dx, dw and db are the gradients of a loss that weighs the outputs with dout.', 'dx, dw, db\uac00 \uae30\uc6b8\uae30\ub2e4')))
def test_backward_gives_gradients():
    run_test("test_conv.py", "test_backward_gives_gradients")
    values.append("public")
