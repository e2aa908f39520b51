"""Isolate student code with the means of the operating system. Must not know tests, expected values or points."""
