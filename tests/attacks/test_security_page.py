"""docs/security.md says what the attacks' headers say."""

import pytest

from tests.attacks.attack import ATTACKS
from tests.attacks.test_attacks import BY_DESIGN
from tools import security


def test_the_table_is_current():
    """`python -m tools.security` would change nothing."""
    page = security.PAGE.read_text(encoding="utf-8")
    assert security.updated(page) == page


def test_every_name_in_the_table_is_explained():
    """Whatever stops an attack has a row of its own further up."""
    page = security.PAGE.read_text(encoding="utf-8")
    named = BY_DESIGN | {layer for attack in ATTACKS for layer in attack.layers}
    assert not [name for name in named if f"\n| {name} |" not in page]


def test_a_page_without_the_place_is_refused():
    """A page whose marker lines are gone is not overwritten."""
    with pytest.raises(ValueError, match="needs the lines"):
        security.updated("nothing here")
