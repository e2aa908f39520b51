"""Starts another Python to do the work.

layer: seccomp, limits, uid, capabilities, landlock
effect: without the layer
"""

import subprocess


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT subprocess")
    subprocess.run(["/bin/sh", "-c", ":"], check=True)
    say("EFFECT subprocess")
    return values
