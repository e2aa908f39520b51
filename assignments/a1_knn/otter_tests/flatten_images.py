"""otter's view of the question flatten_images. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "flatten_images"
points = None
values = []


@test_case(points=0.63, hidden=False, name=str(Text('Two images of 2 x 2 become two rows of four numbers, read row by row.', '2x2 \uc774\ubbf8\uc9c0 \ub450 \uc7a5\uc774 \uc218 \ub124 \uac1c\uc9dc\ub9ac \ud589 \ub450 \uac1c\uac00 \ub429\ub2c8\ub2e4')))
def test_flatten_two_small_images():
    run_test("test_images.py", "test_flatten_two_small_images")
    values.append("public")


@test_case(points=0.81, hidden=False, name=str(Text('In a color image the numbers of one pixel stay side by side.', '\uceec\ub7ec \uc774\ubbf8\uc9c0\uc5d0\uc11c\ub294 \ud55c \ud53d\uc140\uc758 \uc0c9\uc774 \ub098\ub780\ud788 \ub193\uc785\ub2c8\ub2e4')))
def test_flatten_color_images():
    run_test("test_images.py", "test_flatten_color_images")
    values.append("public")


@test_case(points=4.56, hidden=False, name=str(Text('Each row has the numbers of its own image, in whatever order.', '\ud589\ub9c8\ub2e4 \uc790\uae30 \uc774\ubbf8\uc9c0\uc758 \uc218\uac00 \ubaa8\ub450 \uc788\uc2b5\ub2c8\ub2e4')))
def test_flatten_keeps_each_image_in_its_row():
    run_test("test_images.py", "test_flatten_keeps_each_image_in_its_row")
    values.append("public")
