"""otter's view of the question conv_forward_naive. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "conv_forward_naive"
points = None
values = []


@test_case(points=3.5, hidden=False, name=str(Text('With loops, one 3x3 image and one 2x2 filter give the four numbers worked by hand.', '\ubc18\ubcf5\ubb38: 3x3 \uc774\ubbf8\uc9c0\uc758 \ud569\uc131\uacf1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_by_hand():
    run_test("test_conv.py", "test_convolution_by_hand", "conv_forward_naive")
    values.append("public")


@test_case(points=2.5, hidden=False, name=str(Text('With loops, a bias of 10 adds 10 to each of the four numbers.', '\ubc18\ubcf5\ubb38: \ud3b8\ud5a5 10\uc774 \ub124 \uc218\uc5d0 10\uc529 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_convolution_adds_the_bias():
    run_test("test_conv.py", "test_convolution_adds_the_bias", "conv_forward_naive")
    values.append("public")


@test_case(points=6.0, hidden=False, name=str(Text("With loops, several channels and filters agree with SciPy's correlation.", '\ubc18\ubcf5\ubb38: \ucc44\ub110\uacfc \ud544\ud130\uac00 \uc5ec\ub7ff\uc77c \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_of_channels():
    run_test("test_conv.py", "test_convolution_of_channels", "conv_forward_naive")
    values.append("public")


@test_case(points=1.5, hidden=False, name=str(Text("With loops, windows that move by 2 agree with SciPy's correlation, taken at every second place.", '\ubc18\ubcf5\ubb38: \uc2a4\ud2b8\ub77c\uc774\ub4dc\uac00 2\uc77c \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_with_a_stride():
    run_test("test_conv.py", "test_convolution_with_a_stride", "conv_forward_naive")
    values.append("public")


@test_case(points=1.5, hidden=False, name=str(Text("With loops, images with a border of zeros agree with SciPy's correlation of the padded images.", '\ubc18\ubcf5\ubb38: \ud328\ub529\uc774 \uc788\uc744 \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_with_padding():
    run_test("test_conv.py", "test_convolution_with_padding", "conv_forward_naive")
    values.append("public")
