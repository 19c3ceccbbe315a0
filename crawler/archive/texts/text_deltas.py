"""A text as a difference to an earlier one: Zstandard, with the earlier text as the dictionary."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 6
"""Twice as dense as the default on small edits of 30 kB, for under a millisecond."""

MAX_BYTES = 64 << 20
"""The most that ``apply_delta`` gives back; no text near it is ever extracted."""

SHORTEST = 1000
"""Bytes of the shortest text and base: little is saved under this, and Zstandard takes no dictionary under 8."""

WORTH = 0.5
"""Share of the whole text's bytes that a difference may take; above it the whole is kept."""


def make_delta(text: str, base: str) -> bytes | None:
    """Return what has to be kept of a text beside its base; None when the whole text is as good.

    >>> base = "The storm has reached the coast. " * 40
    >>> apply_delta(make_delta(base + "Two piers are closed.", base), base) == base + "Two piers are closed."
    True
    >>> make_delta("Nothing of it.", base) is None
    True
    """
    whole, earlier = text.encode(), base.encode()
    if min(len(whole), len(earlier)) < SHORTEST:
        return None
    window = min(max((len(whole) + len(earlier)).bit_length(), 10), 27)
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: LEVEL,
        zstd.CompressionParameter.window_log: window,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    delta = zstd.compress(whole, options=options, zstd_dict=_dictionary(earlier).as_prefix)
    return delta if len(delta) <= WORTH * len(whole) else None


def apply_delta(delta: bytes, base: str) -> str:
    """Return the text that a difference to a base stands for.

    :raises ValueError: when it was made for another base
    """
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 27}
    reader = zstd.ZstdDecompressor(zstd_dict=_dictionary(base.encode()).as_prefix, options=options)
    try:
        text = reader.decompress(delta, max_length=MAX_BYTES)
    except zstd.ZstdError as error:
        raise ValueError(f"not a difference to this text: {error}") from error
    if not reader.eof:
        raise ValueError("the difference is cut off or too large")
    return text.decode()


def _dictionary(text: bytes) -> zstd.ZstdDict:
    return zstd.ZstdDict(text, is_raw=True)
