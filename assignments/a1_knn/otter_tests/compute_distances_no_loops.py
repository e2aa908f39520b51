"""otter's view of the question compute_distances_no_loops. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "compute_distances_no_loops"
points = None
values = []


@test_case(points=0.68, hidden=False, name=str(Text('Without loops, the distances among a few points are those worked by hand (3, 4, 5).', '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \uc810 \ub2e4\uc12f \uac1c\uc758 \uac70\ub9ac\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_distances_by_hand():
    run_test("test_knn.py", "test_distances_by_hand", "compute_distances_no_loops")
    values.append("public")


@test_case(points=0.68, hidden=False, name=str(Text("Without loops, the distances agree with SciPy's.", '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \uac70\ub9ac\uac00 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_distances_agree_with_scipy():
    run_test("test_knn.py", "test_distances_agree_with_scipy", "compute_distances_no_loops")
    values.append("public")


@test_case(points=0.85, hidden=False, name=str(Text('Without loops, the training examples stand in the right order, from the nearest to the farthest.', '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \ud6c8\ub828 \uc608\uc81c\uac00 \uac00\uae4c\uc6b4 \uc21c\uc11c\ub300\ub85c \ub9de\uc2b5\ub2c8\ub2e4')))
def test_nearer_examples_have_smaller_distances():
    run_test("test_knn.py", "test_nearer_examples_have_smaller_distances", "compute_distances_no_loops")
    values.append("public")


@test_case(points=4.95, hidden=False, name=str(Text('Without loops, equal examples are at distance 0 (but for rounding), never NaN, and others are not.', '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \uac19\uc740 \uc608\uc81c \uc0ac\uc774\uc758 \uac70\ub9ac\ub9cc NaN\uc774 \uc544\ub2c8\ub77c 0\uc785\ub2c8\ub2e4')))
def test_no_loops_at_equal_examples():
    run_test("test_knn.py", "test_no_loops_at_equal_examples")
    values.append("public")


@test_case(points=3.42, hidden=False, name=str(Text('Without loops, no Python loop runs over the training examples.', '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \ud6c8\ub828 \uc608\uc81c\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_no_loops_over_the_training_rows():
    run_test("test_knn.py", "test_no_loops_over_the_training_rows")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))


@test_case(points=3.42, hidden=False, name=str(Text('Without loops, no Python loop runs over the test examples.', '\ubc18\ubcf5\ubb38 \uc5c6\uc774: \ud14c\uc2a4\ud2b8 \uc608\uc81c\ub97c \ub3c4\ub294 \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_no_loops_over_the_test_rows():
    run_test("test_knn.py", "test_no_loops_over_the_test_rows")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
