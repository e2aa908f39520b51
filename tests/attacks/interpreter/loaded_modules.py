"""Looks through the loaded modules for tests and expected values.

layer: separate process
effect: in-process
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT loaded_modules")
    for module in list(sys.modules.values()):
        found = vars(module).get("EXPECTED") if module else None
        if found is not None:
            say("EFFECT loaded_modules")
            return found
    return values
