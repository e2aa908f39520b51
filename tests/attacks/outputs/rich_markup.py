"""Markup of the library that prints the tables.

layer: record
effect: naive writer
name: [red]markup[bold]
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT rich_markup")
    raise ValueError("[bold green]passed[/] [link=http://example.org]here[/link] [/nothing]")
