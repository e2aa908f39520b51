"""otter's view of the question grid_search. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "grid_search"
points = None
values = []


@test_case(points=10.0, hidden=False, name=str(Text('With three learning rates and two strengths, the table and the best pair are those that stand in the grid.', '\ud559\uc2b5\ub960 \uc14b, \uc815\uaddc\ud654 \ub458\uc758 \ud45c\uc640 \uac00\uc7a5 \uc88b\uc740 \uc30d\uc774 \ub9de\ub2e4')))
def test_grid_by_hand():
    run_test("test_classifier.py", "test_grid_by_hand")
    values.append("public")
