"""What a machine lacks is skipped by hand and fails in continuous integration."""

import pytest

from tests.needs import needs


def test_a_need_that_is_met_lets_the_test_go_on():
    """A command that is there is no reason to stop."""
    needs("sh")


@pytest.mark.parametrize("name", ["no-such-command-anywhere", "xx_XX.NO-SUCH"])
def test_by_hand_an_unmet_need_skips_with_its_reason(monkeypatch, name):
    """Without CI=true the test is skipped, and the reason names what is missing."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=name):
        needs(name)


@pytest.mark.parametrize("name", ["no-such-command-anywhere", "xx_XX.NO-SUCH"])
def test_under_ci_an_unmet_need_fails(monkeypatch, name):
    """Under CI=true the same need fails the test, so that nothing is left out unnoticed."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=name):
        needs(name)
