"""By which a page tells what it has shown, without sending it."""

from __future__ import annotations

import zlib


def checksum(text: str, length: int | None = None) -> int | None:
    """CRC-32 of a text, as a page counts it: over its UTF-16 code units, the lower byte first.

    Args:
        length: How many units from the beginning are meant, instead of all.

    Returns:
        `None` where the text has fewer units than that.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if length is None:
        return zlib.crc32(units)
    return zlib.crc32(units[: 2 * length]) if len(units) >= 2 * length else None
