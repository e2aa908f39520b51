"""Opens the memory of the process that holds the expected values.

layer: landlock, uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT memory_of_the_grader")
    with Path("/proc/@GRADER@/mem").open("rb"):
        say("EFFECT memory_of_the_grader")
    return values
