"""otter's view of the question conv_forward. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "conv_forward"
points = None
values = []


@test_case(points=1.86, hidden=False, name=str(Text('Vectorized, one 3x3 image and one 2x2 filter give the four numbers worked by hand.', '\ubca1\ud130\ud654: 3x3 \uc774\ubbf8\uc9c0\uc758 \ud569\uc131\uacf1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_by_hand():
    run_test("test_conv.py", "test_convolution_by_hand", "conv_forward")
    values.append("public")


@test_case(points=0.57, hidden=False, name=str(Text('Vectorized, a bias of 10 adds 10 to each of the four numbers.', '\ubca1\ud130\ud654: \ud3b8\ud5a5 10\uc774 \ub124 \uc218\uc5d0 10\uc529 \ub354\ud574\uc9d1\ub2c8\ub2e4')))
def test_convolution_adds_the_bias():
    run_test("test_conv.py", "test_convolution_adds_the_bias", "conv_forward")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text("Vectorized, several channels and filters agree with SciPy's correlation.", '\ubca1\ud130\ud654: \ucc44\ub110\uacfc \ud544\ud130\uac00 \uc5ec\ub7ff\uc77c \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_of_channels():
    run_test("test_conv.py", "test_convolution_of_channels", "conv_forward")
    values.append("public")


@test_case(points=0.72, hidden=False, name=str(Text("Vectorized, windows that move by 2 agree with SciPy's correlation, taken at every second place.", '\ubca1\ud130\ud654: \uc2a4\ud2b8\ub77c\uc774\ub4dc\uac00 2\uc77c \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_with_a_stride():
    run_test("test_conv.py", "test_convolution_with_a_stride", "conv_forward")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text("Vectorized, images with a border of zeros agree with SciPy's correlation of the padded images.", '\ubca1\ud130\ud654: \ud328\ub529\uc774 \uc788\uc744 \ub54c SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_convolution_with_padding():
    run_test("test_conv.py", "test_convolution_with_padding", "conv_forward")
    values.append("public")


@test_case(points=6.86, hidden=False, name=str(Text('Vectorized, no Python loop runs over the images.', '\ubca1\ud130\ud654: \uc774\ubbf8\uc9c0\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_no_loop_over_the_images():
    run_test("test_conv.py", "test_no_loop_over_the_images")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=1.71, hidden=False, name=str(Text('Vectorized, no Python loop runs over the columns of the output.', '\ubca1\ud130\ud654: \ucd9c\ub825\uc758 \uc5f4\uc744 \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_no_loop_over_the_columns():
    run_test("test_conv.py", "test_no_loop_over_the_columns")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
