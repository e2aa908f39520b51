"""otter's view of the question svm_loss_one. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "svm_loss_one"
points = None
values = []


@test_case(points=2.21, hidden=False, name=str(Text('The hinge loss of two and of three classes is the one worked by hand.', '\ud074\ub798\uc2a4 \ub450 \uac1c, \uc138 \uac1c\uc758 \ud78c\uc9c0 \uc190\uc2e4\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_hinge_by_hand():
    run_test("test_losses.py", "test_hinge_by_hand")
    values.append("public")


@test_case(points=3.04, hidden=False, name=str(Text('Where all scores are equal, each of the other C - 1 classes misses the whole margin of 1.', '\uc810\uc218\uac00 \ubaa8\ub450 \uac19\uc73c\uba74 \ud78c\uc9c0 \uc190\uc2e4\uc740 C - 1\uc785\ub2c8\ub2e4')))
def test_hinge_of_equal_scores():
    run_test("test_losses.py", "test_hinge_of_equal_scores")
    values.append("public")


@test_case(points=6.54, hidden=False, name=str(Text('A true class that is ahead by more than the margin costs nothing, and one that is behind costs something.', '\uc815\ub2f5 \ud074\ub798\uc2a4\uac00 \uc5ec\uc720\ub9cc\ud07c \uc55e\uc11c\uba74 \uc190\uc2e4\uc774 0\uc774\uace0 \ub4a4\uc9c0\uba74 0\ubcf4\ub2e4 \ud07d\ub2c8\ub2e4')))
def test_hinge_where_the_true_class_is_ahead():
    run_test("test_losses.py", "test_hinge_where_the_true_class_is_ahead")
    values.append("public")


@test_case(points=2.21, hidden=False, name=str(Text('A rival that owes and gains 0.5 more raises the loss by 0.5.', '\uc5ec\uc720\ub97c \ubabb \uc9c0\ud0a8 \ud074\ub798\uc2a4\uc758 \uc810\uc218\uac00 \uc624\ub978 \ub9cc\ud07c \uc190\uc2e4\uc774 \ucee4\uc9d1\ub2c8\ub2e4')))
def test_hinge_rises_with_a_rival():
    run_test("test_losses.py", "test_hinge_rises_with_a_rival")
    values.append("public")
