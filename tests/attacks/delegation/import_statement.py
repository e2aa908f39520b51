"""Imports what the assignment does not allow.

layer: loader
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    import scipy.special

    say("ATTEMPT import_statement")
    scipy.special.gamma(3.0)
    say("EFFECT import_statement")
    return values
