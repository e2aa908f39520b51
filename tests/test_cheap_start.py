"""Workers of a run share the work at its beginning."""

import gc

from tests.cheap_start import share_of


def test_each_module_is_in_one_share():
    """Three workers take every module, none twice, as many each as can be."""
    names = [str(number) for number in range(10)]
    shares = [share_of(names, worker, 3) for worker in range(3)]
    assert sorted(name for share in shares for name in share) == names
    assert sorted(map(len, shares)) == [3, 3, 4]


def test_garbage_is_collected_during_tests():
    """It is left alone only while tests are collected."""
    assert gc.isenabled()
