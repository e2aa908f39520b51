"""Invisible characters: of no width, word joiners, tags.

layer: record
effect: naive writer
name: un​seen⁠
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT unseen_letters")
    raise ValueError("un\u200bseen\u2060 wo\u00adrds\ufeff and\U000e0041\U000e0042 tags")
