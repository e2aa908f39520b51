"""otter's view of the question max_pool. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "max_pool"
points = None
values = []


@test_case(points=3.2, hidden=False, name=str(Text('Pooling a 4x4 image by 2x2 windows keeps the four numbers that anyone can see.', '4x4 \uc774\ubbf8\uc9c0\uc758 2x2 \ud480\ub9c1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_pooling_by_hand():
    run_test("test_conv.py", "test_pooling_by_hand")
    values.append("public")


@test_case(points=3.2, hidden=False, name=str(Text("Pooling several images and channels agrees with SciPy's running maximum.", '\uc5ec\ub7ec \ucc44\ub110\uc758 \ud480\ub9c1\uc774 SciPy\uc640 \uac19\ub2e4')))
def test_pooling_agrees_with_scipy():
    run_test("test_conv.py", "test_pooling_agrees_with_scipy")
    values.append("public")


@test_case(points=1.6, hidden=False, name=str(Text('Windows of 3x3 with stride 2 overlap and leave numbers over: still the largest number of each whole window.', '\ucc3d\uc758 \ud06c\uae30\uc640 \ub2e4\ub974\uace0 \ub098\ub204\uc5b4\ub5a8\uc5b4\uc9c0\uc9c0 \uc54a\ub294 \uc2a4\ud2b8\ub77c\uc774\ub4dc\uc5d0\uc11c\ub3c4 \ud480\ub9c1\uc774 \ub9de\ub2e4')))
def test_pooling_with_another_stride():
    run_test("test_conv.py", "test_pooling_with_another_stride")
    values.append("public")
