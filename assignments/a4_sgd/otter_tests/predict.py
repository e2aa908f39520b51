"""otter's view of the question predict. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "predict"
points = None
values = []


@test_case(points=2.07, hidden=False, name=str(Text('Of three classes, the one with the largest score is predicted, as worked by hand.', '\uc810\uc218\uac00 \uac00\uc7a5 \ud070 \ud074\ub798\uc2a4\ub97c \uace0\ub985\ub2c8\ub2e4')))
def test_predict_by_hand():
    run_test("test_classifier.py", "test_predict_by_hand")
    values.append("public")


@test_case(points=2.06, hidden=False, name=str(Text('On random examples every predicted class is right.', '\ubb34\uc791\uc704 \uc608\uc81c\uc5d0\uc11c \ud074\ub798\uc2a4\uac00 \ubaa8\ub450 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_predict_random_examples():
    run_test("test_classifier.py", "test_predict_random_examples")
    values.append("public")


@test_case(points=3.87, hidden=False, name=str(Text('No Python loop runs over the examples.', '\uc608\uc81c\ub97c \ub3c4\ub294 \ud30c\uc774\uc36c \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_predict_has_no_loop_over_the_examples():
    run_test("test_classifier.py", "test_predict_has_no_loop_over_the_examples")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
