"""Writes a mirror, or feeds, into a source's file, in place, with its comments and its order kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable

from crawler.model.errors import Refused
from crawler.settings.consistency import listings_on_mirrors
from crawler.settings.mirror import Mirror
from crawler.settings.mistakes import Layer
from crawler.settings.source import SourceFile


def insert_mirror(text: str, origin: str) -> str:
    """A source's file with one mirror more, the last of the list.

    Where all mirrors have one proxy of their own, so has the new one: a host that was asked through it is not asked
    directly from then on.

    :raises ValueError: when the file is no source's, or would be none with it

    >>> print(insert_mirror('mirrors = ["https://a.example"]  # the old one\\nname = "A"\\nfeeds = ["/f"]', "https://b.example"))
    mirrors = ["https://a.example", "https://b.example"]  # the old one
    name = "A"
    feeds = ["/f"]
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ValueError(str(error)) from None
    mirrors = document.get("mirrors")
    if not isinstance(mirrors, Array):
        raise ValueError("it has no list of mirrors")
    mirror = _with_proxy_of_all(origin, mirrors.unwrap())
    if "\n" in mirrors.as_string():
        mirrors.add_line(mirror, indent="  ")
    else:
        mirrors.append(mirror)
    changed = tomlkit.dumps(document)
    table = tomlkit.parse(changed).unwrap()
    try:
        SourceFile.model_validate(table)
    except ValidationError as error:
        raise ValueError(f"{error.error_count()} mistakes, the first: {error.errors()[0]['msg']}") from None
    if problem := next(listings_on_mirrors(Layer("", table)), None):
        raise ValueError(f"{problem.key} = {problem.value} names a listing there by its full URL; {problem.cure}")
    return changed


def _with_proxy_of_all(origin: str, mirrors: Sequence[object]) -> str | InlineTable:
    """A mirror as it is written beside others: with their proxy, where all have the same, and no other."""
    proxies = [
        tuple((key, each[key]) for key in ("proxy", "proxy_file") if key in each) if isinstance(each, dict) else ()
        for each in mirrors
    ]
    if not proxies or not proxies[0] or any(each != proxies[0] for each in proxies):
        return origin
    table = tomlkit.inline_table()
    table.update({"url": origin, **dict(proxies[0])})
    return table


def insert_feeds(text: str, feeds: Sequence[str]) -> str:
    """A source's file with some feeds more, the last of the list.

    :raises ValueError: when the file is no TOML, or its feeds are no list

    >>> insert_feeds('name = "A"\\nfeeds = ["/f"] # mine', ["/g"])
    'name = "A"\\nfeeds = ["/f", "/g"] # mine'
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ValueError(str(error)) from None
    listed = document.get("feeds")
    if listed is None:  # in front of any table, to which it would belong otherwise
        return f"feeds = {tomlkit.item(list(feeds)).as_string()}\n{text}" if feeds else text
    if not isinstance(listed, Array):
        raise ValueError("its feeds are no list")
    for feed in feeds:
        if "\n" in listed.as_string():
            listed.add_line(feed, indent="  ")
        else:
            listed.append(feed)
    return tomlkit.dumps(document)


def add_mirror(path: Path, origin: str) -> None:
    """Add a mirror to a source's file: the whole new file or the old one, whatever happens meanwhile.

    :raises Refused: when the file cannot be written, with the lines to add by hand
    """
    Mirror.parse(origin)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        replace_file(path, insert_mirror(text, origin))
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        cure = f'Add it by hand, at the end of the list in {path.name}:\n\nmirrors = [\n  …,\n  "{origin}",\n]'
        raise Refused(
            f"The mirror cannot be written into the source's file: {why}", where=str(path), cure=cure
        ) from None


def replace_file(path: Path, text: str) -> None:
    """Write beside the file and rename: a crash leaves the old file or the new one."""
    mode = path.stat().st_mode
    if not os.access(path, os.W_OK):  # a file that is write-protected stays as it is, even in a folder that is not
        raise PermissionError(13, "Permission denied", str(path))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode & 0o7777)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
