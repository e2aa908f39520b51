"""otter's view of the question distance_contrast. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "distance_contrast"
points = None
values = []


@test_case(points=2.5, hidden=False, name=str(Text('With one point, farthest and nearest are the same and the contrast is 0; with ten it is not.', '\uc810\uc774 \ud558\ub098\uba74 \ub300\ube44\uac00 0\uc774\uace0 \uc5f4\uc774\uba74 0\ubcf4\ub2e4 \ud06c\ub2e4')))
def test_one_point_has_no_contrast():
    run_test("test_dimensions.py", "test_one_point_has_no_contrast")
    values.append("public")


@test_case(points=2.5, hidden=False, name=str(Text('In the plane the farthest point is many times as far as the nearest; in 1000 dimensions all are about as far.', '\ucc28\uc6d0\uc774 \ub192\uc544\uc9c0\uba74 \ub300\ube44\uac00 0\uc5d0 \uac00\uae4c\uc6cc\uc9c4\ub2e4')))
def test_contrast_falls_with_the_dimension():
    run_test("test_dimensions.py", "test_contrast_falls_with_the_dimension")
    values.append("public")
