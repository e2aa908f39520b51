"""otter's view of the question linear_scores. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "linear_scores"
points = None
values = []


@test_case(points=0.39, hidden=False, name=str(Text('Two exam scores give the scores to fail and to pass that are worked by hand.', '\uc2dc\ud5d8 \uc810\uc218 \ub450 \uac1c\ub85c \ub9e4\uae34 \ud569\uaca9\uacfc \ubd88\ud569\uaca9 \uc810\uc218\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_scores_of_an_exam():
    run_test("test_scores.py", "test_scores_of_an_exam")
    values.append("public")


@test_case(points=1.32, hidden=False, name=str(Text('A 2 x 2 color image, as 12 numbers, gets the three scores that are worked by hand, without biases.', '2x2x3 \uc774\ubbf8\uc9c0\ub97c 12\uac1c \uc218\ub85c \ud3bc\uccd0 \uc5bb\uc740 \uc138 \ud074\ub798\uc2a4\uc758 \uc810\uc218\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_scores_of_a_small_image():
    run_test("test_scores.py", "test_scores_of_a_small_image")
    values.append("public")


@test_case(points=3.29, hidden=False, name=str(Text('Where class c looks at number c alone, its score is that number times its weight.', '\ud074\ub798\uc2a4\ub9c8\ub2e4 \uc218 \ud558\ub098\ub9cc \ubcf4\ub294 \uc810\uc218\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_scores_where_each_class_has_a_number_of_its_own():
    run_test("test_scores.py", "test_scores_where_each_class_has_a_number_of_its_own")
    values.append("public")
