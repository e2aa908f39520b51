"""The table in docs/security.md agrees with the headers of the attacks."""

import pytest

from tests.attacks.attack import ATTACKS
from tests.attacks.test_attacks import BY_DESIGN
from tools import security


def test_the_table_is_current():
    """`python -m tools.security` would change nothing."""
    page = security.PAGE.read_text(encoding="utf-8")
    assert security.updated(page) == page


def test_every_name_in_the_table_is_explained():
    """Every protection in the table has a row that explains it."""
    page = security.PAGE.read_text(encoding="utf-8")
    named = BY_DESIGN | {layer for attack in ATTACKS for layer in attack.layers}
    assert not [name for name in named if f"\n| {name} |" not in page]


def test_a_page_without_the_place_is_refused():
    """A page without the marker lines is not overwritten."""
    with pytest.raises(ValueError, match="needs the lines"):
        security.updated("nothing here")
