"""Isolate student code with what the operating system offers. Knows nothing of tests, expected values or points."""
