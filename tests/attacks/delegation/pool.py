"""Shares the work out among processes.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import multiprocessing


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT pool")
    context = multiprocessing.get_context("fork")
    helper = context.Process(target=int)
    helper.start()
    helper.join()
    say("EFFECT pool")
    return values
