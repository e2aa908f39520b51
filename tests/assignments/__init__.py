"""Tests of the course itself: what its five assignments promise, computed from their sources."""
