"""otter's view of the question sgd. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "sgd"
points = None
values = []


@test_case(points=7.0, hidden=False, name=str(Text('Where all examples are alike, every batch has the same slope: 20 at w = 13, so the walk is 13, 11, 9.4.', '\uc608\uc81c\uac00 \ubaa8\ub450 \uac19\uc73c\uba74 \uc5b4\ub5a4 \ubc30\uce58\ub85c\ub3c4 13, 11, 9.4\ub85c \ub0b4\ub824\uac04\ub2e4')))
def test_sgd_by_hand():
    run_test("test_descent.py", "test_sgd_by_hand")
    values.append("public")


@test_case(points=7.0, hidden=False, name=str(Text('Each step asks once, about one batch of examples with their own labels, at the place that the last one led to.', '\uac78\uc74c\ub9c8\ub2e4 \ubc30\uce58 \ud558\ub098\ub85c \uae30\uc6b8\uae30\ub97c \ud55c \ubc88 \uad6c\ud55c\ub2e4')))
def test_sgd_asks_for_one_batch_a_step():
    run_test("test_descent.py", "test_sgd_asks_for_one_batch_a_step")
    values.append("public")
