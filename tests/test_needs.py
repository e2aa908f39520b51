"""A test whose machine lacks something is skipped, and fails under CI=true."""

import pytest

from tests.needs import needs


def test_a_need_that_is_met_lets_the_test_go_on():
    """An installed command does not stop the test."""
    needs("sh")


@pytest.mark.parametrize("name", ["no-such-command-anywhere", "xx_XX.NO-SUCH"])
def test_by_hand_an_unmet_need_skips_with_its_reason(monkeypatch, name):
    """Without CI=true the test is skipped, and the reason names what is missing."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=name):
        needs(name)


@pytest.mark.parametrize("name", ["no-such-command-anywhere", "xx_XX.NO-SUCH"])
def test_under_ci_an_unmet_need_fails(monkeypatch, name):
    """Under CI=true the same need fails the test."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=name):
        needs(name)
