"""otter's view of the question conv_forward_naive. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "conv_forward_naive"
points = None
values = []


@test_case(points=5.0, hidden=False, name=str(Text('With loops, one 3x3 image and one 2x2 filter give the four numbers worked by hand.', '3x3 \uc774\ubbf8\uc9c0\uc758 \ud569\uc131\uacf1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_naive_by_hand():
    run_test("test_conv.py", "test_naive_by_hand")
    values.append("public")


@test_case(points=5.0, hidden=False, name=str(Text("With loops, several channels and filters agree with SciPy's correlation.", '\ucc44\ub110\uacfc \ud544\ud130\uac00 \uc5ec\ub7ff\uc77c \ub54c SciPy\uc640 \uac19\ub2e4')))
def test_naive_agrees_with_scipy():
    run_test("test_conv.py", "test_naive_agrees_with_scipy")
    values.append("public")


@test_case(points=5.0, hidden=False, name=str(Text("With loops, stride 2 and padding 1 agree with SciPy's correlation of the padded images.", '\uc2a4\ud2b8\ub77c\uc774\ub4dc\uc640 \ud328\ub529\uc774 \uc788\uc744 \ub54c SciPy\uc640 \uac19\ub2e4')))
def test_naive_with_stride_and_padding():
    run_test("test_conv.py", "test_naive_with_stride_and_padding")
    values.append("public")
