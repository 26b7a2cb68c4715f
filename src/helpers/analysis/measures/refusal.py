"""Refusal of what the codebook calls dishonest."""

from __future__ import annotations


class Refused(ValueError):
    """A number that must not be made of this record; the message says why, and what is allowed."""
