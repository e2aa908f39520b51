"""Starts threads, to use more than one processor.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import threading
import time


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT threads")
    threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    say("EFFECT threads")
    return values
