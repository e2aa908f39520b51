"""otter's view of the question edge_for_fraction. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "edge_for_fraction"
points = None
values = []


@test_case(points=1.0, hidden=False, name=str(Text('One percent takes an edge of 0.01 on a line and of 0.1 in the plane.', '\uc120\uacfc \ud3c9\uba74\uc5d0\uc11c 1%\ub97c \ub2f4\ub294 \uc601\uc5ed\uc758 \ud55c \ubcc0\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_edge_on_a_line_and_in_the_plane():
    run_test("test_dimensions.py", "test_edge_on_a_line_and_in_the_plane")
    values.append("public")


@test_case(points=2.0, hidden=False, name=str(Text('The more dimensions, the longer the edge for the same fraction, and it stays below 1.', '\ucc28\uc6d0\uc774 \ub192\uc544\uc9c8\uc218\ub85d \ud55c \ubcc0\uc774 \uae38\uc5b4\uc9d1\ub2c8\ub2e4')))
def test_edge_grows_with_the_dimension():
    run_test("test_dimensions.py", "test_edge_grows_with_the_dimension")
    values.append("public")
