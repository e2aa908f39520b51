"""Attacks on the grader, each of which must fail."""
