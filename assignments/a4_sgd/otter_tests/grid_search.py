"""otter's view of the question grid_search. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "grid_search"
points = None
values = []


@test_case(points=2.67, hidden=False, name=str(Text('With three learning rates and two strengths, the table has the accuracy of each pair in its place.', '\ud559\uc2b5\ub960 \uc14b, \uc815\uaddc\ud654 \ub458\uc758 \ud45c\uc5d0\uc11c \uce78\ub9c8\ub2e4 \uc815\ud655\ub3c4\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_grid_by_hand():
    run_test("test_classifier.py", "test_grid_by_hand")
    values.append("public")


@test_case(points=3.0, hidden=False, name=str(Text('With three learning rates and two strengths, the best pair is that of the largest accuracy.', '\ud559\uc2b5\ub960 \uc14b, \uc815\uaddc\ud654 \ub458\uc758 \ud45c\uc5d0\uc11c \uac00\uc7a5 \uc88b\uc740 \uc30d\uc774 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_best_pair_by_hand():
    run_test("test_classifier.py", "test_best_pair_by_hand")
    values.append("public")


@test_case(points=4.33, hidden=False, name=str(Text('An accuracy that is NaN never wins, wherever it stands.', 'NaN\uc740 \uc808\ub300 \uc774\uae30\uc9c0 \uc54a\uc2b5\ub2c8\ub2e4')))
def test_grid_with_nan():
    run_test("test_classifier.py", "test_grid_with_nan")
    values.append("public")
