"""Tests of the records: what is read, written and rejected."""
