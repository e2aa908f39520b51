"""otter's view of the question conv_backward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "conv_backward"
points = None
values = []


@test_case(points=5.32, hidden=False, name=str(Text('One 3x3 image and one 2x2 filter have the dx worked by hand.', '3x3 \uc774\ubbf8\uc9c0\uc758 dx\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_conv_dx_by_hand():
    run_test("test_conv.py", "test_conv_dx_by_hand")
    values.append("public")


@test_case(points=1.94, hidden=False, name=str(Text('One 3x3 image and one 2x2 filter have the dw worked by hand.', '3x3 \uc774\ubbf8\uc9c0\uc758 dw\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_conv_dw_by_hand():
    run_test("test_conv.py", "test_conv_dw_by_hand")
    values.append("public")


@test_case(points=2.9, hidden=False, name=str(Text('One 3x3 image and one 2x2 filter have the db worked by hand.', '3x3 \uc774\ubbf8\uc9c0\uc758 db\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_conv_db_by_hand():
    run_test("test_conv.py", "test_conv_db_by_hand")
    values.append("public")


@test_case(points=4.84, hidden=False, name=str(Text('With padding, dx is the gradient of a loss that weighs the outputs with dout, in the shape of x.', '\ud328\ub529\uc774 \uc788\uc5b4\ub3c4 dx\uac00 \uadf8\ub798\ub514\uc5b8\ud2b8\uc774\uace0 shape\uc774 x\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_conv_dx_with_padding():
    run_test("test_conv.py", "test_conv_dx_with_padding")
    values.append("public")
