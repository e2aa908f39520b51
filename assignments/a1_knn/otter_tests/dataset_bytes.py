"""otter's view of the question dataset_bytes. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "dataset_bytes"
points = None
values = []


@test_case(points=2.0, hidden=False, name=str(Text('MNIST and CIFAR-10, one byte a number, take as many bytes as they have numbers.', 'MNIST\uc640 CIFAR-10\uc758 \ubc14\uc774\ud2b8 \uc218\uac00 \ub9de\uc2b5\ub2c8\ub2e4')))
def test_bytes_of_mnist_and_cifar10():
    run_test("test_images.py", "test_bytes_of_mnist_and_cifar10")
    values.append("public")


@test_case(points=2.0, hidden=False, name=str(Text('A wider type takes as many times the bytes of uint8 as it is wide.', '\uc790\ub8cc\ud615\uc774 \ud06c\uba74 \ubc14\uc774\ud2b8 \uc218\ub3c4 \uadf8\ub9cc\ud07c \ub2a1\ub2c8\ub2e4')))
def test_bytes_of_wider_types():
    run_test("test_images.py", "test_bytes_of_wider_types")
    values.append("public")
