"""Tests of the project: the engine, the course and the package around them."""
