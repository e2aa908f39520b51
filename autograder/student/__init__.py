"""The commands that students run in the folder of an assignment: check, hint, pack."""
