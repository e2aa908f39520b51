"""An encoding under which a comment becomes code.

layer: loader
effect: in-process
proof: SystemExit|ATTEMPT encoding_that_runs
"""


def source():
    """Return the text of answer.py."""
    return (
        "# coding: unicode_escape\n# \\nraise SystemExit(3)"
        + "\n\ndef double(values, say):\n    say('ATTEMPT encoding_that_runs')\n    return values\n"
    )
