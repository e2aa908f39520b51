"""otter's view of the question gradient_noise. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_noise"
points = None
values = []


@test_case(points=5.0, hidden=False, name=str(Text('Of the examples 0 and 6 every single one is 3 away from their mean, so the noise is 9 whatever is drawn.', '\ub450 \uc608\uc81c \uc911 \ud558\ub098\uc529 \ubf51\uc73c\uba74 \uc7a1\uc74c\uc740 \uc5b8\uc81c\ub098 9\ub2e4')))
def test_noise_by_hand():
    run_test("test_descent.py", "test_noise_by_hand")
    values.append("public")


@test_case(points=5.0, hidden=False, name=str(Text('With several weights the squares of all numbers in the difference are added up.', '\uac00\uc911\uce58\uac00 \uc5ec\ub7ff\uc774\uba74 \uc81c\uacf1\uc744 \ubaa8\ub450 \ub354\ud55c\ub2e4')))
def test_noise_of_several_weights():
    run_test("test_descent.py", "test_noise_of_several_weights")
    values.append("public")
