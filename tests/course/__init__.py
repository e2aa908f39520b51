"""Tests of authoring: from the source of an assignment to what leaves the house."""
