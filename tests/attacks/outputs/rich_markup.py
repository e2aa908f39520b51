"""Markup of the library that prints our tables.

layer: record
effect: naive writer
name: [red]markup[bold]
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT rich_markup")
    raise ValueError("[bold green]passed[/] [link=http://example.org]here[/link] [/nothing]")
