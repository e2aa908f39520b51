"""otter's view of the question standardize. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "standardize"
points = None
values = []


@test_case(points=3.3, hidden=False, name=str(Text('The known fruit, by sweetness and weight, comes out as worked by hand.', '\ub2f9\ub3c4\uc640 \ubb34\uac8c\ub85c \ub098\ud0c0\ub0b8 \uacfc\uc77c\uc758 \uac12\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_standardize_fruit():
    run_test("test_images.py", "test_standardize_fruit")
    values.append("public")


@test_case(points=1.47, hidden=False, name=str(Text('New fruit is measured by the scale of the known fruit.', '\uc0c8 \uacfc\uc77c\uc744 \uc544\ub294 \uacfc\uc77c\uc758 \ud1b5\uacc4\ub85c \ubc14\uafbc \uac12\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_standardize_new_fruit():
    run_test("test_images.py", "test_standardize_new_fruit")
    values.append("public")


@test_case(points=1.46, hidden=False, name=str(Text('On random features of unequal scale both parts agree with the z-scores of each column.', '\ubb34\uc791\uc704 \ub370\uc774\ud130\uc5d0\uc11c \uc5f4\ubcc4 z \uc810\uc218\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_standardize_random_features():
    run_test("test_images.py", "test_standardize_random_features")
    values.append("public")


@test_case(points=1.77, hidden=False, name=str(Text('Fruit that is as sweet and heavy as a known one comes out like that one, in the other part.', '\uac19\uc740 \uacfc\uc77c\uc740 \ub450 \ubd80\ubd84\uc5d0\uc11c \uacb0\uacfc\uac00 \uac19\uc2b5\ub2c8\ub2e4')))
def test_standardize_moves_both_parts_alike():
    run_test("test_images.py", "test_standardize_moves_both_parts_alike")
    values.append("public")
