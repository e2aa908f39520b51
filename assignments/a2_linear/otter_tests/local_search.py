"""otter's view of the question local_search. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "local_search"
points = None
values = []


@test_case(points=1.66, hidden=False, name=str(Text('The search ends at the best W so far.', '\uc9c0\uae08\uae4c\uc9c0 \uac00\uc7a5 \ub0ae\uc740 W\uc5d0\uc11c \ub05d\ub0a9\ub2c8\ub2e4')))
def test_local_search_keeps_what_goes_down():
    run_test("test_search.py", "test_local_search_keeps_what_goes_down")
    values.append("public")


@test_case(points=1.66, hidden=False, name=str(Text('The history has the loss of where the search stands after every step, the start included.', '\ucd9c\ubc1c\uc810\uacfc \ubaa8\ub4e0 \uc2a4\ud15d\uc758 \uc190\uc2e4\uc774 history\uc5d0 \uc788\uc2b5\ub2c8\ub2e4')))
def test_local_search_writes_down_where_it_stands():
    run_test("test_search.py", "test_local_search_writes_down_where_it_stands")
    values.append("public")


@test_case(points=1.66, hidden=False, name=str(Text('The loss is called once with the given W, then once for each proposal.', '\ucc98\uc74c\uc5d0 \ud55c \ubc88, \uc81c\uc548\ub9c8\ub2e4 \ud55c \ubc88 loss\ub97c \ubd80\ub985\ub2c8\ub2e4')))
def test_local_search_asks_once_for_each_step():
    run_test("test_search.py", "test_local_search_asks_once_for_each_step")
    values.append("public")


@test_case(points=8.02, hidden=False, name=str(Text('Two hundred small steps lead far from the start: each begins where the last one ended.', '\uc2a4\ud15d\uc774 \uc774\uc5b4\uc838 \uba40\ub9ac\uae4c\uc9c0 \ub0b4\ub824\uac11\ub2c8\ub2e4')))
def test_local_search_walks_on_from_where_it_stands():
    run_test("test_search.py", "test_local_search_walks_on_from_where_it_stands")
    values.append("public")
