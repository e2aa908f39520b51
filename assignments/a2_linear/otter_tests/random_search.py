"""otter's view of the question random_search. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "random_search"
points = None
values = []


@test_case(points=6.02, hidden=False, name=str(Text('Of all W that were tried, the one with the lowest loss comes back.', '\uc2dc\ub3c4 \uc911 \uc190\uc2e4\uc774 \uac00\uc7a5 \ub0ae\uc740 W\ub97c \ub3cc\ub824\uc90d\ub2c8\ub2e4')))
def test_random_search_returns_the_best():
    run_test("test_search.py", "test_random_search_returns_the_best")
    values.append("public")


@test_case(points=1.38, hidden=False, name=str(Text('The loss that comes back is the lowest of all tries.', '\uc2dc\ub3c4 \uc911 \uac00\uc7a5 \ub0ae\uc740 \uc190\uc2e4\uc744 \ub3cc\ub824\uc90d\ub2c8\ub2e4')))
def test_random_search_returns_the_lowest_loss():
    run_test("test_search.py", "test_random_search_returns_the_lowest_loss")
    values.append("public")


@test_case(points=2.23, hidden=False, name=str(Text('The loss is called as often as there are tries.', '\uc2dc\ub3c4\ud55c \ud69f\uc218\ub9cc\ud07c loss\ub97c \ubd80\ub985\ub2c8\ub2e4')))
def test_random_search_asks_once_for_each_try():
    run_test("test_search.py", "test_random_search_asks_once_for_each_try")
    values.append("public")


@test_case(points=1.37, hidden=False, name=str(Text('Of four hundred tries in four dimensions, the best comes near the bottom of a bowl.', '400\ubc88 \uc2dc\ub3c4\ud558\uba74 \uadf8\ub987\uc758 \ubc14\ub2e5 \uac00\uae4c\uc774\uc5d0 \uc774\ub985\ub2c8\ub2e4')))
def test_many_tries_come_near_the_bottom():
    run_test("test_search.py", "test_many_tries_come_near_the_bottom")
    values.append("public")
