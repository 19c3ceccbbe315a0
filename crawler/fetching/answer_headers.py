"""The headers of an answer as they are kept beside its body: bounded, and without what is ours alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_LETTERS = 8192
"""Letters of all names and values together; what goes beyond is counted and left out."""

MOST_OF_A_VALUE = 2048
"""Letters of a value; a longer one is cut."""

SECRET = frozenset({"set-cookie", "set-cookie2"})
"""Headers whose values are left out: what a server makes up for one visitor says who asked, and may let others in."""

LEFT_OUT = "(left out)"
CUT = "… (cut)"


def keep_headers(headers: Mapping[bytes, Sequence[bytes]]) -> tuple[tuple[str, str], ...]:
    """Make pairs of name and value, in the order in which they came.

    >>> keep_headers({b"Etag": [b"1"], b"Set-Cookie": [b"id=7", b"a=b"]})
    (('Etag', '1'), ('Set-Cookie', '(left out)'), ('Set-Cookie', '(left out)'))
    >>> keep_headers({b"A": [b"x" * 9000], b"B": [b"y" * 2000] * 4, b"C": [b"1"]})[-1]
    ('(left out)', '2 more')
    """
    pairs = [(name.decode("latin-1"), value) for name, values in headers.items() for value in values]
    kept: list[tuple[str, str]] = []
    room = MOST_LETTERS
    for name, value in pairs:
        shown = LEFT_OUT if name.lower() in SECRET else _cut(value.decode("latin-1"))
        room -= len(name) + len(shown)
        if room < 0:
            return (*kept, (LEFT_OUT, f"{len(pairs) - len(kept)} more"))
        kept.append((name, shown))
    return tuple(kept)


def _cut(value: str) -> str:
    return value if len(value) <= MOST_OF_A_VALUE else value[:MOST_OF_A_VALUE] + CUT
