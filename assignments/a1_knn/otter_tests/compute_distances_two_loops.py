"""otter's view of the question compute_distances_two_loops. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "compute_distances_two_loops"
points = None
values = []


@test_case(points=2.59, hidden=False, name=str(Text('With two loops, the distances among a few points are those worked by hand (3, 4, 5).', '\ubc18\ubcf5\ubb38 \ub450 \uac1c: \uc810 \ub2e4\uc12f \uac1c\uc758 \uac70\ub9ac\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_distances_by_hand():
    run_test("test_knn.py", "test_distances_by_hand", "compute_distances_two_loops")
    values.append("public")


@test_case(points=1.73, hidden=False, name=str(Text("With two loops, the distances agree with SciPy's.", '\ubc18\ubcf5\ubb38 \ub450 \uac1c: \uac70\ub9ac\uac00 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_distances_agree_with_scipy():
    run_test("test_knn.py", "test_distances_agree_with_scipy", "compute_distances_two_loops")
    values.append("public")


@test_case(points=3.68, hidden=False, name=str(Text('With two loops, the training examples stand in the right order, from the nearest to the farthest.', '\ubc18\ubcf5\ubb38 \ub450 \uac1c: \ud6c8\ub828 \uc608\uc81c\uac00 \uac00\uae4c\uc6b4 \uc21c\uc11c\ub300\ub85c \ub9de\uc2b5\ub2c8\ub2e4')))
def test_nearer_examples_have_smaller_distances():
    run_test("test_knn.py", "test_nearer_examples_have_smaller_distances", "compute_distances_two_loops")
    values.append("public")
