"""otter's view of the question local_search. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "local_search"
points = None
values = []


@test_case(points=8.67, hidden=False, name=str(Text('The search stands at the best W so far, and the history has its loss after every step, the start included.', '\ub0b4\ub824\uac00\ub294 \uac78\uc74c\ub9cc \ub0a8\uae30\uace0, \uc190\uc2e4\uc744 \ubaa8\ub450 \uae30\ub85d\ud55c\ub2e4')))
def test_local_search_keeps_what_goes_down():
    run_test("test_search.py", "test_local_search_keeps_what_goes_down")
    values.append("public")


@test_case(points=4.33, hidden=False, name=str(Text('Two hundred small steps lead far from the start: each begins where the last one ended.', '\uac78\uc74c\uc774 \uc774\uc5b4\uc838 \uba40\ub9ac\uae4c\uc9c0 \ub0b4\ub824\uac04\ub2e4')))
def test_local_search_walks_on_from_where_it_stands():
    run_test("test_search.py", "test_local_search_walks_on_from_where_it_stands")
    values.append("public")
