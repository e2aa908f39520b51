"""otter's view of the question gradient_noise. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_noise"
points = None
values = []


@test_case(points=0.51, hidden=False, name=str(Text('Of the examples 0 and 6 every single one is 3 away from their mean, so the noise is 9 whatever is drawn.', '\ub450 \uc608\uc81c \uc911 \ud558\ub098\uc529 \ubf51\uc73c\uba74 \uc7a1\uc74c\uc740 \uc5b8\uc81c\ub098 9\uc785\ub2c8\ub2e4')))
def test_noise_by_hand():
    run_test("test_descent.py", "test_noise_by_hand")
    values.append("public")


@test_case(points=3.33, hidden=False, name=str(Text('With three weights, a single batch that is 1, 2 and 2 away from the full gradient has the noise 1 + 4 + 4 = 9.', '\uac00\uc911\uce58 \uc14b\uc5d0\uc11c 1, 2, 2\ub9cc\ud07c \ub5a8\uc5b4\uc9c4 \ubc30\uce58\uc758 \uc7a1\uc74c\uc740 9\uc785\ub2c8\ub2e4')))
def test_noise_of_one_batch():
    run_test("test_descent.py", "test_noise_of_one_batch")
    values.append("public")


@test_case(points=6.16, hidden=False, name=str(Text('Of four batches two have the full gradient and two are 1 away from it, above and below, so the noise is 1/2.', '\ubc30\uce58 \ub137 \uc911 \ub458\ub9cc 1\ub9cc\ud07c \ub5a8\uc5b4\uc838 \uc788\uc73c\uba74 \uc7a1\uc74c\uc740 1/2\uc785\ub2c8\ub2e4')))
def test_noise_is_a_mean_over_the_batches():
    run_test("test_descent.py", "test_noise_is_a_mean_over_the_batches")
    values.append("public")
