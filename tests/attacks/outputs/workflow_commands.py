"""Commands that a CI service executes when it reads a log.

layer: record
effect: naive writer
name: ::error::name
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT workflow_commands")
    print("::error::hidden\n::stop-commands::x\n##[error]x\n##vso[task.complete]")
    raise ValueError("::error file=x::owned\n::stop-commands::token\n##[add-mask]x")
