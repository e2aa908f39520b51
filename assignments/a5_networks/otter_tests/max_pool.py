"""otter's view of the question max_pool. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "max_pool"
points = None
values = []


@test_case(points=1.29, hidden=False, name=str(Text('Pooling a 4x4 image by 2x2 windows keeps the four numbers that anyone can see.', '4x4 \uc774\ubbf8\uc9c0\uc758 2x2 \ud480\ub9c1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_pooling_by_hand():
    run_test("test_conv.py", "test_pooling_by_hand")
    values.append("public")


@test_case(points=5.94, hidden=False, name=str(Text('Every channel of every image is pooled by itself.', '\uc774\ubbf8\uc9c0\ub9c8\ub2e4, \ucc44\ub110\ub9c8\ub2e4 \ub530\ub85c \ud480\ub9c1\ud569\ub2c8\ub2e4')))
def test_pooling_of_channels():
    run_test("test_conv.py", "test_pooling_of_channels")
    values.append("public")


@test_case(points=0.77, hidden=False, name=str(Text('Windows of 3x3 with stride 2 overlap: still the largest number of each whole window.', '\ucc3d\uc774 \uc11c\ub85c \uacb9\uce58\ub294 \uc2a4\ud2b8\ub77c\uc774\ub4dc\uc5d0\uc11c\ub3c4 \ud480\ub9c1\uc774 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_pooling_with_another_stride():
    run_test("test_conv.py", "test_pooling_with_another_stride")
    values.append("public")
