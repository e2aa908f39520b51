"""Implement the commands that students run in an assignment folder: check, hint, pack."""
