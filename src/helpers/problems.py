"""Problems with what a user gave: each with its address, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_CHOICES = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, what is allowed there and what was probably meant."""

    where: str
    """File, notebook, or the name of what was given."""
    says: str
    """What is wrong, as a sentence without a full stop."""
    line: int | None = None
    id: str = ""
    field: str = ""
    allowed: str = ""
    meant: str = ""

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        address = " ".join(part for part in (place, self.id, self.field) if part)
        text = f"{address}: {self.says}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.meant:
            text += f"; did you mean {self.meant}?"
        return text

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        return (self.where, self.line or 0, self.field, self.says)


class ProblemsFound(Exception):
    """Raised with every problem of one input; its text lists them, a line each."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems), key=lambda problem: problem.sort_key)
        super().__init__("\n".join(map(str, self.problems)))

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback: a user's mistake needs none."""
        return str(self).splitlines()


def meant(value: str, choices: Iterable[str]) -> str:
    """The choice that `value` was probably meant to be, or an empty string."""
    by_lower = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(value.strip().lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def listed(choices: Iterable[str]) -> str:
    """Choices as a phrase, shortened where they are very many."""
    choices = list(choices)
    more = f" and {len(choices) - SHOWN_CHOICES} more" if len(choices) > SHOWN_CHOICES else ""
    return ", ".join(choices[:SHOWN_CHOICES]) + more
