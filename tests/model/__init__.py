"""Tests of the records: what is read, what is written, what is refused."""
