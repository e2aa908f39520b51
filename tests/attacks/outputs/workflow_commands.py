"""Commands that a CI service takes from a log.

layer: record
effect: naive writer
name: ::error::name
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT workflow_commands")
    print("::error::hidden\n::stop-commands::x\n##[error]x\n##vso[task.complete]")
    raise ValueError("::error file=x::owned\n::stop-commands::token\n##[add-mask]x")
