"""otter's view of the question gradient_check. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "gradient_check"
points = None
values = []


@test_case(points=8.57, hidden=False, name=str(Text('A right gradient has next to no error; one that is twice too large has 1/3 everywhere.', '\ub9de\ub294 \uadf8\ub798\ub514\uc5b8\ud2b8\uc640 \ub450 \ubc30\uac00 \ub41c \uadf8\ub798\ub514\uc5b8\ud2b8\ub97c \uad6c\ubcc4\ud569\ub2c8\ub2e4')))
def test_check_tells_right_from_wrong():
    run_test("test_numeric.py", "test_check_tells_right_from_wrong")
    values.append("public")


@test_case(points=3.43, hidden=False, name=str(Text('Where half of the entries are wrong, the largest error found is that of a wrong one.', '\ucc3e\uc740 \uc624\ucc28 \uac00\uc6b4\ub370 \uac00\uc7a5 \ud070 \uac83\uc744 \ub3cc\ub824\uc90d\ub2c8\ub2e4')))
def test_check_returns_the_largest_error():
    run_test("test_numeric.py", "test_check_returns_the_largest_error")
    values.append("public")
