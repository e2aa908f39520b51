"""Distributes the work among processes.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import multiprocessing


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT pool")
    context = multiprocessing.get_context("fork")
    helper = context.Process(target=int)
    helper.start()
    helper.join()
    say("EFFECT pool")
    return values
