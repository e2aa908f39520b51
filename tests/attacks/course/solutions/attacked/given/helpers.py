"""A given file: students get it complete, and grading takes our own copy."""

SCALE = 2.0


def scaled(values):
    """The values, doubled."""
    return SCALE * values
