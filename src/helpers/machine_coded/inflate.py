"""Text out of files as they come, zipped or not, in pieces: memory does not grow with the size of a file."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

try:
    from isal import isal_zlib as inflater  # some three times as fast; the same functions
except ImportError:
    inflater = zlib

TEXT = (".csv", ".tab", ".tsv", ".txt")
PACKED = 1 << 15
"""Bytes that are inflated at a time: what comes out stays in the cache of a core."""
_HEAD = struct.Struct("<4s22xHH")
_ENCRYPTED = 1


class Broken(Exception):
    """A file cannot be read as what it claims to be; the text says why."""


def pieces(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each text of a file: its name, and its bytes in pieces.

    The pieces of one text must be taken before the next one is asked for.

    Raises
    ------
    Broken
        The file is no zip, holds no text, is cut short, or its bytes are not those that its check sum was made of.
    """
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield path.name, iter(lambda: file.read(PACKED * 8), b"")
        return
    with path.open("rb") as file:
        try:
            members = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise Broken("is no zip, or its end is missing") from error
        texts = [member for member in members if Path(member.filename).suffix.lower() in TEXT]
        if not texts:
            raise Broken(f"holds no text ({', '.join(TEXT)})")
        for member in texts:
            yield member.filename, _inflated(file, member)


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        raise Broken(f"{name} is locked with a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Broken(f"{name} is packed by method {member.compress_type}; allowed: stored, deflated")
    file.seek(member.header_offset)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or head[:4] != b"PK\3\4":
        raise Broken(f"{name} does not begin where the zip says")
    _, name_length, extra_length = _HEAD.unpack(head)
    file.seek(name_length + extra_length, 1)
    unpack = inflater.decompressobj(-15).decompress if member.compress_type else bytes
    left, size, check = member.compress_size, 0, 0
    while left:
        packed = file.read(min(PACKED, left))
        if not packed:
            raise Broken(f"{name} is cut short")
        left -= len(packed)
        try:
            piece = unpack(packed)
        except (zlib.error, inflater.error) as error:
            raise Broken(f"{name} cannot be inflated: {error}") from error
        size += len(piece)
        check = inflater.crc32(piece, check)
        yield piece
    if size != member.file_size or check != member.CRC:
        raise Broken(f"{name} does not have the check sum that the zip gives")
