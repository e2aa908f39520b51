"""otter's view of the question penalty. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "penalty"
points = None
values = []


@test_case(points=1.96, hidden=False, name=str(Text('For a small matrix the l2 penalty is the one worked by hand.', '\uc791\uc740 \ud589\ub82c\uc758 L2\uac00 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_l2_by_hand():
    run_test("test_losses.py", "test_l2_by_hand")
    values.append("public")


@test_case(points=1.96, hidden=False, name=str(Text('For a small matrix the l1 penalty is the one worked by hand.', '\uc791\uc740 \ud589\ub82c\uc758 L1\uc774 \uc190\uacc4\uc0b0\uacfc \uac19\uc2b5\ub2c8\ub2e4')))
def test_l1_by_hand():
    run_test("test_losses.py", "test_l1_by_hand")
    values.append("public")


@test_case(points=1.68, hidden=False, name=str(Text('For x = (1, 1, 1, 1) two templates score the same; l2 prefers the spread-out one, l1 does not care.', '\uc810\uc218\uac00 \uac19\uc740 \ub450 \uac00\uc911\uce58\ub97c L2\ub294 \ub2e4\ub974\uac8c, L1\uc740 \uac19\uac8c \ubd05\ub2c8\ub2e4')))
def test_l2_prefers_weights_that_are_spread_out():
    run_test("test_losses.py", "test_l2_prefers_weights_that_are_spread_out")
    values.append("public")


@test_case(points=4.4, hidden=False, name=str(Text('Elastic net is l2 at alpha 0 and l1 at alpha 1.', '\uc5d8\ub77c\uc2a4\ud2f1 \ub137\uc758 \uc591 \ub05d\uc774 L2\uc640 L1\uc785\ub2c8\ub2e4')))
def test_elastic_lies_between_its_ends():
    run_test("test_losses.py", "test_elastic_lies_between_its_ends")
    values.append("public")
