"""otter's view of the question parameter_counts. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "parameter_counts"
points = None
values = []


@test_case(points=2.17, hidden=False, name=str(Text('A 3x32x32 image has 3,072 numbers.', '3x32x32 \uc774\ubbf8\uc9c0\uc5d0\ub294 \uc218\uac00 3,072\uac1c \uc788\uc2b5\ub2c8\ub2e4')))
def test_inputs_of_a_small_photograph():
    run_test("test_network.py", "test_inputs_of_a_small_photograph")
    values.append("public")


@test_case(points=0.5, hidden=False, name=str(Text('On a 3x32x32 image, 100 hidden units need 307,200 weights.', '3x32x32 \uc774\ubbf8\uc9c0\uc5d0\uc11c \uc740\ub2c9 \uc720\ub2db 100\uac1c\uc758 \uac00\uc911\uce58\ub294 307,200\uac1c\uc785\ub2c8\ub2e4')))
def test_dense_weights_of_a_small_photograph():
    run_test("test_network.py", "test_dense_weights_of_a_small_photograph")
    values.append("public")


@test_case(points=2.33, hidden=False, name=str(Text('On a 3x32x32 image, ten 5x5 filters need 750 weights.', '3x32x32 \uc774\ubbf8\uc9c0\uc5d0\uc11c 5x5 \ud544\ud130 \uc5f4 \uac1c\uc758 \uac00\uc911\uce58\ub294 750\uac1c\uc785\ub2c8\ub2e4')))
def test_conv_weights_of_a_small_photograph():
    run_test("test_network.py", "test_conv_weights_of_a_small_photograph")
    values.append("public")
