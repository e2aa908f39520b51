"""Signs that nobody sees: of no width, of joined words, of tags.

layer: record
effect: naive writer
name: un​seen⁠
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT unseen_letters")
    raise ValueError("un\u200bseen\u2060 wo\u00adrds\ufeff and\U000e0041\U000e0042 tags")
