"""Attacks on the grader; each must fail."""
