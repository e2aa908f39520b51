"""otter's view of the question relative_error. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "relative_error"
points = None
values = []


@test_case(points=1.73, hidden=False, name=str(Text('The relative error of two numbers is that worked by hand.', '\ub450 \uc218\uc758 \uc0c1\ub300 \uc624\ucc28\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_relative_error_by_hand():
    run_test("test_numeric.py", "test_relative_error_by_hand")
    values.append("public")


@test_case(points=1.43, hidden=False, name=str(Text('Where b is the larger one, the error is positive too.', 'b\uac00 \ub354 \ucee4\ub3c4 \uc624\ucc28\ub294 \uc591\uc218\uc785\ub2c8\ub2e4')))
def test_relative_error_whichever_is_larger():
    run_test("test_numeric.py", "test_relative_error_whichever_is_larger")
    values.append("public")


@test_case(points=1.42, hidden=False, name=str(Text('Numbers of opposite signs have nothing in common: their error is 1.', '\ubd80\ud638\uac00 \ubc18\ub300\uc778 \ub450 \uc218\uc758 \uc624\ucc28\ub294 1\uc785\ub2c8\ub2e4')))
def test_relative_error_of_opposite_signs():
    run_test("test_numeric.py", "test_relative_error_of_opposite_signs")
    values.append("public")


@test_case(points=1.42, hidden=False, name=str(Text('Of several elements the largest relative error is returned, not that of the largest difference.', '\uc5ec\ub7ec \uc6d0\uc18c \uac00\uc6b4\ub370 \uac00\uc7a5 \ud070 \uc0c1\ub300 \uc624\ucc28\ub97c \ub3cc\ub824\uc90d\ub2c8\ub2e4')))
def test_relative_error_is_the_largest():
    run_test("test_numeric.py", "test_relative_error_is_the_largest")
    values.append("public")
