"""Lines of text in bytes: cut whole out of pieces, and found by what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np


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
        if at < end or not block.startswith(key, at):
            continue
        start, end = block.rfind(b"\n", 0, at) + 1, block.index(b"\n", at)
        if block.find(other, start, end) >= 0:
            yield start, end


def _places(block: bytes, key: bytes) -> list[int]:
    """Where the first four bytes of a key stand, in order.

    The block is compared as numbers of four bytes, four times with one byte between: many times faster than a search
    through text, which would take longer than all else after inflating.
    """
    head = key[:4]
    wanted, mask = int.from_bytes(head, "little"), (1 << 8 * len(head)) - 1
    places: list[int] = []
    for shift in range(4):
        words = np.frombuffer(block, "<u4", count=max(len(block) - shift, 0) // 4, offset=min(shift, len(block)))
        places += (((words if len(head) == 4 else words & mask) == wanted).nonzero()[0] * 4 + shift).tolist()
    return sorted(places)
