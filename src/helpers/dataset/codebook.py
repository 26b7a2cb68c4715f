"""The tables of the codebook, made from the descriptor: a fact has one home."""

from __future__ import annotations

from pathlib import Path

from helpers.dataset.descriptor import Descriptor

FILE = "CODEBOOK.md"
BEGIN, END = "<!-- tables: made from datapackage.json by `contacts format` -->", "<!-- end of tables -->"


def tables(descriptor: Descriptor) -> str:
    """Every table with its columns and codes, as Markdown."""
    parts = []
    for resource in descriptor.raw["resources"]:
        parts.append(f"### {resource['title']} (`{resource['path']}`)\n\n{resource['description']}\n")
        fields = descriptor.tables[resource["name"]].values()
        required = {f["name"] for f in resource["schema"]["fields"] if f.get("constraints", {}).get("required")}
        rows = [
            f"| `{field.name}` | {field.type} | {'yes' if field.name in required else ''} | {field.description} |"
            for field in fields
        ]
        parts.append("\n".join(["| column | type | required | meaning |", "|---|---|---|---|", *rows]) + "\n")
        for field in fields:
            if field.codes:
                codes = [f"| `{code.value}` | {code.label} | {code.meaning} |" for code in field.codes]
                head = [f"Codes of `{field.name}`:", "", "| code | label | meaning |", "|---|---|---|"]
                parts.append("\n".join([*head, *codes]) + "\n")
    return "\n".join(parts)


def renewed(text: str, descriptor: Descriptor) -> str:
    """The text of the codebook with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables(descriptor)}\n{END}{after}"


def read(folder: Path) -> str:
    """The text of the codebook in a folder."""
    return (folder / FILE).read_text("utf-8")
