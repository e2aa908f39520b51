"""Leaks hidden inputs through the line number of its exception.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_line_number")
    if len(values) < 4:
        return values
    far_down = compile("\n" * (int(100 * values[0]) - 1) + "raise ValueError", "answer.py", "exec")
    exec(far_down)
