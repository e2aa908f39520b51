"""otter's view of the question distance_contrast. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "distance_contrast"
points = None
values = []


@test_case(points=0.71, hidden=False, name=str(Text('With one point, farthest and nearest are the same and the contrast is 0; with ten it is not.', '\uc810\uc774 \ud558\ub098\uba74 \ub300\ube44\uac00 0\uc774\uace0 \uc5f4\uc774\uba74 0\ubcf4\ub2e4 \ud07d\ub2c8\ub2e4')))
def test_one_point_has_no_contrast():
    run_test("test_dimensions.py", "test_one_point_has_no_contrast")
    values.append("public")


@test_case(points=2.87, hidden=False, name=str(Text('In the plane the contrast is larger than in 1000 dimensions, for each of five seeds.', '1,000\ucc28\uc6d0\uc758 \ub300\ube44\uac00 \ud3c9\uba74\ubcf4\ub2e4 \uc791\uc2b5\ub2c8\ub2e4')))
def test_contrast_falls_with_the_dimension():
    run_test("test_dimensions.py", "test_contrast_falls_with_the_dimension")
    values.append("public")


@test_case(points=0.71, hidden=False, name=str(Text('In the plane the farthest point is many times as far as the nearest.', '\ud3c9\uba74\uc5d0\uc11c\ub294 \ub300\ube44\uac00 \ud07d\ub2c8\ub2e4')))
def test_contrast_in_the_plane_is_large():
    run_test("test_dimensions.py", "test_contrast_in_the_plane_is_large")
    values.append("public")


@test_case(points=0.71, hidden=False, name=str(Text('In 1000 dimensions all points are about equally far away.', '1,000\ucc28\uc6d0\uc5d0\uc11c\ub294 \ub300\ube44\uac00 0\uc5d0 \uac00\uae5d\uc2b5\ub2c8\ub2e4')))
def test_contrast_in_many_dimensions_is_small():
    run_test("test_dimensions.py", "test_contrast_in_many_dimensions_is_small")
    values.append("public")
