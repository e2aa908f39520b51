"""otter's view of the question pixel_shift_distance. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "pixel_shift_distance"
points = None
values = []


@test_case(points=2.7, hidden=False, name=str(Text('One bright pixel in the middle, moved inside the frame, is missed in one place and comes up in another.', '\ud2c0 \uc548\uc5d0\uc11c \uc62e\uae34 \ubc1d\uc740 \ud53d\uc140 \ud558\ub098\uc758 \uac70\ub9ac\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_shift_of_one_bright_pixel():
    run_test("test_images.py", "test_shift_of_one_bright_pixel")
    values.append("public")


@test_case(points=3.16, hidden=False, name=str(Text('A bright pixel that leaves the frame is gone: the distance is its brightness.', '\ud2c0 \ubc16\uc73c\ub85c \ub098\uac04 \ud53d\uc140\uc740 \uc0ac\ub77c\uc9d1\ub2c8\ub2e4')))
def test_shift_out_of_the_frame():
    run_test("test_images.py", "test_shift_out_of_the_frame")
    values.append("public")


@test_case(points=1.14, hidden=False, name=str(Text('A digit moved down and to the right is as far from itself as SciPy says.', '\uc22b\uc790 \uc774\ubbf8\uc9c0\ub97c \uc544\ub798\uc640 \uc624\ub978\ucabd\uc73c\ub85c \uc62e\uae34 \uac70\ub9ac\uac00 SciPy\uc640 \uac19\uc2b5\ub2c8\ub2e4')))
def test_shift_of_a_digit():
    run_test("test_images.py", "test_shift_of_a_digit")
    values.append("public")
