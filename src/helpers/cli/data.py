"""Commands about the data: check, format, add, due, record."""

from __future__ import annotations

from pathlib import Path

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


@click.command("format")
@says_problems
def format_() -> None:
    """Put the rows of every table into canonical order and form, and make the generated parts of the documents anew."""
    from helpers.dataset import codebook, descriptor, text

    folder = paths.data()
    described = descriptor.read(folder)
    tables, problems = text.read(folder, described)
    if problems:
        raise ProblemsFound(problems)
    formed = {
        described.files[table]: text.written(text.canonical(rows, described.keys(table)), list(described.tables[table]))
        for table, rows in tables.rows.items()
    }
    if (folder / codebook.FILE).exists():
        formed[codebook.FILE] = codebook.renewed(codebook.read(folder), described)
    _write(folder, formed)
    _renew_readme(folder)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--template", is_flag=True, help="Print a filled example to start from, and add nothing.")
@says_problems
def add(file: Path | None, template: bool) -> None:
    """Add the contact that a TOML FILE describes: ids are given, and nothing is written unless all is sound."""
    from helpers.dataset import addition

    if template:
        click.echo(addition.TEMPLATE.read_text("utf-8"), nl=False)
        return
    if file is None:
        raise click.UsageError("Name a file, or ask for the --template.")
    contact_id, gained = addition.add(file, paths.data())
    rows = ", ".join(f"{table} {number}" for table, number in sorted(gained.items()))
    click.echo(f"{contact_id} added: rows of {rows}.")
    _renew_readme(paths.data())


@click.command()
@says_problems
def due() -> None:
    """List the contacts that the codebook wants coded a second time and that have not been yet."""
    from helpers.dataset import coding
    from helpers.dataset.load import load

    wanted = coding.due(load())
    rest = wanted[~wanted["coded"]]
    click.echo(f"{len(wanted)} contacts are to be coded twice, {len(rest)} of them still wait.")
    for row in rest.itertuples():
        click.echo(f"{row.contact_id} {row.title}")


@click.command()
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@says_problems
def record(before: Path) -> None:
    """Write into revisions.csv what this release changed: BEFORE is a folder with the data of the release before.

    The version and its day are those of datapackage.json; a version is recorded once, and no other file is touched.
    """
    from helpers.dataset import descriptor, revisions
    from helpers.publish import written

    folder = paths.data()
    content, counts = revisions.recorded(before, folder)
    described = descriptor.read(folder)
    written.whole(folder / described.files[revisions.TABLE], content)
    said = ", ".join(f"{counts[code.value]} {code.value}" for code in described.field("revisions.change").codes)
    click.echo(f"{described.version} recorded: {said}.")


def _renew_readme(folder: Path) -> None:
    """Make the holdings of the README of the data anew, where the tables can be loaded."""
    from helpers.dataset import holdings
    from helpers.dataset.load import load

    readme = folder / holdings.FILE
    if not readme.exists():
        return
    try:
        dataset = load(folder)
    except ProblemsFound:
        return  # `contacts check` says what is wrong; until then the numbers stay as they were
    _write(folder, {holdings.FILE: holdings.renewed(readme.read_text("utf-8"), dataset)})


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write the files that differ, each told."""
    for name, content in files.items():
        if (folder / name).read_text("utf-8") != content:
            (folder / name).write_text(content, "utf-8", newline="\n")
            click.echo(f"{name} brought into form")
