"""otter's view of the question predict_labels. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "predict_labels"
points = None
values = []


@test_case(points=3.0, hidden=False, name=str(Text("With k = 1 the nearest neighbor's label is the prediction.", 'k = 1\uc774\uba74 \uac00\uc7a5 \uac00\uae4c\uc6b4 \uc774\uc6c3\uc758 \ub808\uc774\ube14\uc744 \ub530\ub985\ub2c8\ub2e4')))
def test_one_neighbor_decides_alone():
    run_test("test_knn.py", "test_one_neighbor_decides_alone")
    values.append("public")


@test_case(points=3.0, hidden=False, name=str(Text('With k = 3 two votes beat the single nearest neighbor.', 'k = 3\uc774\uba74 \ub2e4\uc218\uacb0\uc744 \ub530\ub985\ub2c8\ub2e4')))
def test_three_neighbors_vote():
    run_test("test_knn.py", "test_three_neighbors_vote")
    values.append("public")


@test_case(points=3.0, hidden=False, name=str(Text('A tied vote goes to the smaller label, even where the other one is nearer.', '\ud45c\uac00 \uac19\uc73c\uba74 \ub354 \uc791\uc740 \ub808\uc774\ube14\uc774 \uc774\uae41\ub2c8\ub2e4')))
def test_a_tie_goes_to_the_smaller_label():
    run_test("test_knn.py", "test_a_tie_goes_to_the_smaller_label")
    values.append("public")
