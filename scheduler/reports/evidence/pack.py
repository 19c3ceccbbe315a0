"""Files → one ZIP archive whose bytes follow from them alone.

Entries stand by their names, their time is the first that the format knows, and they are stored, not compressed:
another zlib would write other bytes for the same files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

BEGINNING = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o100644 << 16


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Pack files.

    >>> pack_files({"b": b"2", "a": b"1"}) == pack_files({"a": b"1", "b": b"2"})
    True
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, files[name])
    return packed.getvalue()
