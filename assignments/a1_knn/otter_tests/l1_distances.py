"""otter's view of the question l1_distances. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "l1_distances"
points = None
values = []


@test_case(points=1.26, hidden=False, name=str(Text('L1 distances of two small matrices are those worked by hand.', '\uc791\uc740 \ud589\ub82c\uc758 L1 \uac70\ub9ac\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_l1_by_hand():
    run_test("test_knn.py", "test_l1_by_hand")
    values.append("public")


@test_case(points=1.25, hidden=False, name=str(Text("L1 distances agree with SciPy's on random matrices.", 'L1 \uac70\ub9ac\uac00 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_l1_agrees_with_scipy():
    run_test("test_knn.py", "test_l1_agrees_with_scipy")
    values.append("public")


@test_case(points=1.25, hidden=False, name=str(Text('With one column, L1 distances are the distances on a line.', '\uc5f4\uc774 \ud558\ub098\uc774\uba74 \uc9c1\uc120 \uc704\uc758 \uac70\ub9ac\uc785\ub2c8\ub2e4')))
def test_l1_on_a_line():
    run_test("test_knn.py", "test_l1_on_a_line")
    values.append("public")


@test_case(points=2.24, hidden=False, name=str(Text('No Python loop runs over the rows of B.', 'B\uc758 \ud589\uc744 \ub3c4\ub294 \ud30c\uc774\uc36c \ubc18\ubcf5\ubb38\uc774 \uc5c6\uc2b5\ub2c8\ub2e4')))
def test_l1_has_no_loop_over_the_rows_of_b():
    run_test("test_knn.py", "test_l1_has_no_loop_over_the_rows_of_b")
    assert values, str(Text('This test earns points only if a test of values passes too.', '\uac12\uc744 \ubcf4\ub294 \ud14c\uc2a4\ud2b8\ub97c \ud558\ub098\ub77c\ub3c4 \ud1b5\uacfc\ud574\uc57c \uc774 \ud14c\uc2a4\ud2b8\ub3c4 \uc810\uc218\uac00 \ub3fc\uc694.'))
