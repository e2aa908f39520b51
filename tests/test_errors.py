"""Exceptions about a submission lead to a status of the record."""

import pytest

from autograder import errors
from autograder.errors import Finding
from autograder.model.results import STATUSES

FINDINGS = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, Finding)]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.__name__)
def test_each_finding_has_a_status_of_the_record(finding):
    """Its `status` is one that a record can hold."""
    assert finding.status in STATUSES
