"""otter's view of the question knn_regress. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "knn_regress"
points = None
values = []


@test_case(points=1.67, hidden=False, name=str(Text('With stations on a line, the mean of the nearest one or two is as worked by hand.', '\uad00\uce21\uc18c \uc138 \uacf3\uc758 \uae30\uc628 \ud3c9\uade0\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_temperatures_at_three_stations():
    run_test("test_dimensions.py", "test_temperatures_at_three_stations")
    values.append("public")


@test_case(points=1.67, hidden=False, name=str(Text('With k = 1 the temperature is that of the nearest station.', 'k = 1\uc774\uba74 \uac00\uc7a5 \uac00\uae4c\uc6b4 \uad00\uce21\uc18c\uc758 \uae30\uc628\uc785\ub2c8\ub2e4')))
def test_the_nearest_station_decides():
    run_test("test_dimensions.py", "test_the_nearest_station_decides")
    values.append("public")


@test_case(points=1.66, hidden=False, name=str(Text("On random places along a line the predictions agree with a k-d tree's neighbors.", '\uc9c1\uc120 \uc704\uc758 \ubb34\uc791\uc704 \ub370\uc774\ud130\uc5d0\uc11c k-d \ud2b8\ub9ac\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_regression_on_a_line():
    run_test("test_dimensions.py", "test_regression_on_a_line")
    values.append("public")
