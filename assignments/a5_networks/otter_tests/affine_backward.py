"""otter's view of the question affine_backward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "affine_backward"
points = None
values = []


@test_case(points=5.63, hidden=False, name=str(Text('Two examples of two numbers and three outputs have the dx worked by hand.', '\uc608\uc81c \ub450 \uac1c\uc758 dx\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_dx_by_hand():
    run_test("test_layers.py", "test_dx_by_hand")
    values.append("public")


@test_case(points=1.41, hidden=False, name=str(Text('Two examples of two numbers and three outputs have the dw worked by hand.', '\uc608\uc81c \ub450 \uac1c\uc758 dw\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_dw_by_hand():
    run_test("test_layers.py", "test_dw_by_hand")
    values.append("public")


@test_case(points=2.34, hidden=False, name=str(Text('Two examples of two numbers and three outputs have the db worked by hand.', '\uc608\uc81c \ub450 \uac1c\uc758 db\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_db_by_hand():
    run_test("test_layers.py", "test_db_by_hand")
    values.append("public")


@test_case(points=5.62, hidden=False, name=str(Text('For images, dx is the gradient of a loss that weighs the outputs with dout, in the shape of x.', '\uc774\ubbf8\uc9c0\uc758 dx\uac00 \uadf8\ub798\ub514\uc5b8\ud2b8\uc774\uace0 shape\uc774 x\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_dx_of_images():
    run_test("test_layers.py", "test_dx_of_images")
    values.append("public")
