"""otter's view of the question cross_validate_k. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "cross_validate_k"
points = None
values = []


@test_case(points=1.86, hidden=False, name=str(Text('Six examples in three folds give the accuracies worked by hand.', '\uc608\uc81c \uc5ec\uc12f \uac1c, \ud3f4\ub4dc \uc138 \uac1c\uc758 \uc815\ud655\ub3c4\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_cross_validation_by_hand():
    run_test("test_knn.py", "test_cross_validation_by_hand")
    values.append("public")


@test_case(points=1.86, hidden=False, name=str(Text('On sixty digits, whose pixels weigh more and more, in five folds every accuracy is right.', '\uc22b\uc790 \uc774\ubbf8\uc9c0 60\uc7a5\uc758 \uad50\ucc28 \uac80\uc99d \uc815\ud655\ub3c4\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_cross_validation_on_digits():
    run_test("test_knn.py", "test_cross_validation_on_digits")
    values.append("public")


@test_case(points=5.28, hidden=False, name=str(Text('Each fold is predicted by a classifier that was trained on all the other folds.', '\ud3f4\ub4dc\ub9c8\ub2e4 \ub098\uba38\uc9c0 \ud3f4\ub4dc\ub85c \ud6c8\ub828\ud55c \ubd84\ub958\uae30\ub85c \uc608\uce21\ud569\ub2c8\ub2e4')))
def test_each_fold_is_held_out():
    run_test("test_knn.py", "test_each_fold_is_held_out")
    values.append("public")
