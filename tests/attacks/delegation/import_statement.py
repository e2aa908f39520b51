"""Imports a module that the assignment does not allow.

layer: loader
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    import scipy.special

    say("ATTEMPT import_statement")
    float(scipy.special.gamma(3.0))
    say("EFFECT import_statement")
    return values
