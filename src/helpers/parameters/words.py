"""Contracts in words: what a parameter may be, its codes, its values as they are typed."""

from __future__ import annotations

from typing import Any

from helpers.parameters.contracts import Window
from helpers.problems import listed


def described(contract: type[Window]) -> list[tuple[str, str, str, str]]:
    """Name, allowed values, default and meaning of every parameter of a contract."""
    return [
        (name, allowed(contract, name), shown(field.default), field.description or "")
        for name, field in contract.model_fields.items()
    ]


def allowed(contract: type[Window], name: str) -> str:
    """What a parameter may be, in words."""
    schema = contract.model_json_schema()["properties"][name]
    if "enum" in schema:
        return listed(schema["enum"])
    if known := codes(contract, name):
        return listed(dict.fromkeys([contract.model_fields[name].default, *known]))
    if schema.get("type") == "integer":
        return f"{schema['minimum']} to {schema['maximum']}"
    if schema.get("type") == "boolean":
        return "true, false"
    if name == "value":
        return "what the data know under this subject"
    if schema.get("type") == "string" and "format" not in schema:
        return "text"
    words = [choice["const"] for choice in schema.get("anyOf", []) if "const" in choice]
    return ", or ".join(["a day such as 2024-01-16", *words])


def codes(contract: type[Window], name: str) -> dict[str, str]:
    """The codes that a parameter may have, with their labels; nothing for one that is not chosen from a list."""
    for known in contract.model_fields[name].metadata:
        if hasattr(getattr(known, "func", None), "choices"):
            return known.func.choices()
    return {value: value for value in contract.model_json_schema()["properties"][name].get("enum", ())}


def is_day(contract: type[Window], name: str) -> bool:
    """Whether a parameter is a day."""
    schema = contract.model_json_schema()["properties"][name]
    return "date" in [kind.get("format") for kind in (schema, *schema.get("anyOf", ()))]


def shown(value: Any) -> str:
    """A parameter's value as it is typed on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)
