"""otter's view of the question edge_for_fraction. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "edge_for_fraction"
points = None
values = []


@test_case(points=3.0, hidden=False, name=str(Text('One percent takes an edge of 0.01 on a line and of 0.1 in the plane.', '\uc120\uacfc \ud3c9\uba74\uc5d0\uc11c 1%\ub97c \ub2f4\ub294 \uc601\uc5ed\uc758 \ud55c \ubcc0\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\ub2e4')))
def test_edge_on_a_line_and_in_the_plane():
    run_test("test_dimensions.py", "test_edge_on_a_line_and_in_the_plane")
    values.append("public")
