"""Tells the hidden inputs by the number of the line that its exception comes from.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_line_number")
    if len(values) < 4:
        return values
    far_down = compile("\n" * (int(100 * values[0]) - 1) + "raise ValueError", "answer.py", "exec")
    exec(far_down)
