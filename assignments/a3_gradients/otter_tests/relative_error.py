"""otter's view of the question relative_error. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "relative_error"
points = None
values = []


@test_case(points=3.0, hidden=False, name=str(Text('The relative errors of a few pairs are those worked by hand.', '\uc218 \uba87 \uc30d\uc758 \uc0c1\ub300 \uc624\ucc28\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_relative_error_by_hand():
    run_test("test_numeric.py", "test_relative_error_by_hand")
    values.append("public")


@test_case(points=3.0, hidden=False, name=str(Text('Of several elements the largest relative error is returned, not that of the largest difference.', '\uc5ec\ub7ec \uc6d0\uc18c \uac00\uc6b4\ub370 \uac00\uc7a5 \ud070 \uc0c1\ub300 \uc624\ucc28\ub97c \ub3cc\ub824\uc900\ub2e4')))
def test_relative_error_is_the_largest():
    run_test("test_numeric.py", "test_relative_error_is_the_largest")
    values.append("public")
