"""Lines of text in bytes: cut whole out of pieces, and found by what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

FEW = 64
"""So many places are looked at one by one."""


def whole(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks of whole lines, each with its end of line; the last line gets one if it has none."""
    rest = b""
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join((rest, memoryview(piece)[:cut])) if rest or cut < len(piece) else piece
            rest = piece[cut:]
        else:
            rest += piece
    if rest:
        yield rest + b"\n"


def holding(block: bytes, key: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    """First and last place of each line that holds both."""
    end = -1
    for at in _places(block, key):
        if at < max(end, 0) or not block.startswith(key, at):
            continue
        start, end = block.rfind(b"\n", 0, at) + 1, block.index(b"\n", at)
        if block.find(other, start, end) >= 0:
            yield start, end


def _places(block: bytes, key: bytes) -> list[int]:
    """Where a key of three bytes or more may stand, in order: a few places more than it does.

    Wherever it stands, one of its pairs of bytes stands at an even place, so the block is compared as numbers of two
    bytes, twice: many times faster than a search through text, which would take longer than all else after inflating.
    """
    cells = np.frombuffer(block, np.uint8)
    pairs = cells[: len(block) // 2 * 2].view("<u2")
    places = []
    for at in (len(key) // 2, len(key) // 2 - 1):  # the middle of a key says more than the separators around it
        found = (pairs == int.from_bytes(key[at : at + 2], "little")).nonzero()[0] * 2 - at
        if len(found) > FEW:
            found = found[cells[found] == key[0]]
        places += found.tolist()
    return sorted(places)
