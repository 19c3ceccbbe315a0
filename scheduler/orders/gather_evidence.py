"""What the evidence of an article takes from beside the archive: the sources' files, the settings, the version."""

from __future__ import annotations

import re
from importlib.metadata import version

from crawler.settings import Configuration, Source
from crawler.settings.display import SECRET_WORDS
from scheduler.reports.evidence.load_evidence import Around, SourceFile

_PASSWORD = re.compile(rb"(?<=://)[^/\s\"'@]*@")
_SECRET = re.compile(rb"(?im)^(\s*[\"']?[\w-]*(?:%s)[\w-]*[\"']?\s*=\s*).*$" % "|".join(SECRET_WORDS).encode())


def mask_secrets(content: bytes) -> bytes:
    """A file without what lets others in: user names and passwords in addresses, values of keys that sound secret.

    >>> mask_secrets(b'proxy = "socks5://me:hunter2@gate.example"\\ntoken = "x"\\nname = "The @"')
    b'proxy = "socks5://***@gate.example"\\ntoken = "***"\\nname = "The @"'
    """
    return _SECRET.sub(rb'\1"***"', _PASSWORD.sub(b"***@", content))


def look_around(loaded: Configuration, most: int | None = None) -> Around:
    """Look at the configuration as it stands.

    :param most: bytes of fetched pages that may be taken; None: as many as there are
    """
    sources = {source.id: source for source in loaded.sources}
    return Around(
        mirrors={source.id: [mirror.origin for mirror in source.mirrors] for source in loaded.sources},
        find_file=lambda name: _read(sources.get(name)),
        settings=loaded.settings.dedup.model_dump(),
        version=version("mirrorfold"),
        most=most,
    )


def _read(source: Source | None) -> SourceFile | None:
    """A source's file; None where it left since it was loaded, or was none of those."""
    if source is None:
        return None
    try:
        return SourceFile(source.path.name, mask_secrets(source.path.read_bytes()))
    except OSError:
        return None
