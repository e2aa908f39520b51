"""Tests of single assignments: what the course promises of them, by oracles that no suite uses."""
