"""Commands about the data: check, tidy."""

from __future__ import annotations

import click

from helpers import paths
from helpers.cli.refusal import says_problems
from helpers.problems import ProblemsFound


@click.command()
@says_problems
def check() -> None:
    """Check the data package; say every problem with its file, line, id and field."""
    from helpers.dataset import check as dataset_check

    if problems := dataset_check.problems():
        raise ProblemsFound(problems)
    click.echo(f"The data in {paths.data()} are sound.")


@click.command()
@says_problems
def tidy() -> None:
    """Put the rows of every table into canonical order, and make the codebook's tables anew."""
    from helpers.dataset import codebook, descriptor, text

    folder = paths.data()
    described = descriptor.read(folder)
    tables, problems = text.read(folder, described)
    if problems:
        raise ProblemsFound(problems)
    tidied = {
        described.files[table]: text.written(text.canonical(rows, described.keys(table)), list(described.tables[table]))
        for table, rows in tables.rows.items()
    }
    if (folder / codebook.FILE).exists():
        tidied[codebook.FILE] = codebook.renewed(codebook.read(folder), described)
    for name, content in tidied.items():
        if (folder / name).read_text("utf-8") != content:
            (folder / name).write_text(content, "utf-8", newline="\n")
            click.echo(f"{name} tidied")
