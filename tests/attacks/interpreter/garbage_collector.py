"""Asks the garbage collector for every dictionary with an expected value in it.

layer: separate process
effect: in-process
"""

import gc


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT garbage_collector")
    for thing in gc.get_objects():
        if type(thing) is dict and "EXPECTED" in thing:
            say("EFFECT garbage_collector")
            return thing["EXPECTED"]
    return values
