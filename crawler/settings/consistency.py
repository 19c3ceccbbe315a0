"""Mistakes that no single key shows: keys that exclude each other, the same thing in two places.

These look at the tables as they were read and pass over whatever is wrong by itself, so that one mistake never
hides another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.canonical.url_template import CONTEXT_NAMES, UrlTemplate
from crawler.model.errors import Problem
from crawler.model.listing import ListingKind
from crawler.settings.hook_problems import hook_problems
from crawler.settings.listings import expand_count, is_full_url, split_url
from crawler.settings.mirror import Mirror
from crawler.settings.mistakes import Layer, Location, Mistake
from crawler.settings.sections import Settings

LISTINGS = tuple(kind.key for kind in ListingKind)
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def settings_problems(settings: Settings, layer: Layer) -> Iterator[Problem]:
    """What two settings say against each other; ``layer`` is what file and environment said together."""
    dedup = settings.dedup
    for lower, upper in (("sample_min", "sample_max"), ("containment_jaccard", "jaccard")):
        low, high = getattr(dedup, lower), getattr(dedup, upper)
        if low > high:
            written = lower if lower in layer.table["dedup"] else upper
            what = f"dedup.{lower}, {low}, is above dedup.{upper}, {high}"
            yield layer.problem(("dedup", written), what, "Lower the one or raise the other")
    web = settings.web
    if web.port and not web.socket and not web.token and not ip_address(web.host).is_loopback:
        what = f"{web.host} can be reached from other machines, and web.token asks nobody who they are"
        cure = "Set web.token, best by MIRRORFOLD_WEB__TOKEN_FILE, or keep to 127.0.0.1 behind a proxy"
        yield layer.problem(("web", "host"), what, cure)
    yield from _address_problems(settings, layer)
    yield from hook_problems(settings.hooks, layer)


def _address_problems(settings: Settings, layer: Layer) -> Iterator[Problem]:
    """An address by which the pages would not answer."""
    web = settings.web
    place = urlsplit(web.address)
    if not web.address:
        return
    if not _is_of_this_machine(place.hostname or "") and place.netloc.lower() not in map(str.lower, web.names):
        what = f"web.names lacks {place.netloc}: the pages would not answer by this name"
        yield layer.problem(("web", "address"), what, f'Add it: names = ["{place.netloc}"]')
    if place.path != web.root_path:
        what = f'its path is "{place.path}", and web.root_path is "{web.root_path}"'
        yield layer.problem(("web", "address"), what, "Write the same path in both")


def _is_of_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def source_problems(layer: Layer) -> Iterator[Problem]:
    """What is wrong with one source's file as a whole."""
    stem = Path(layer.file).stem
    if not ID.fullmatch(stem):
        what = "the file's name is no id of a source"
        cure = "Rename it: lower-case letters, digits, - and _, such as presstv.toml; its stem is the source's id"
        yield Problem(file=layer.file, key="file", value=Path(layer.file).name, what=what, cure=cure)
    if layer.table and not any(layer.table.get(listing) for listing in LISTINGS):
        what = f"there is nothing to read: no {', no '.join(LISTINGS)}"
        yield layer.problem(("feeds",), what, 'Add one, such as feeds = ["/rss.xml"]')
    if "every" in layer.table and "cron" in layer.table:
        yield layer.problem(("cron",), "every and cron are both set", "Keep one of the two")
    yield from _doubled_listings(layer)
    yield from listings_on_mirrors(layer)
    yield from _doubled_parameters(layer)
    yield from _doubled_proxies(layer)
    yield from _templates_without_common_identity(layer)


def fleet_problems(layers: Sequence[Layer]) -> Iterator[Problem]:
    """What two sources' files say against each other: one mirror, or one name, in two places."""
    yield from _doubled_mirrors(layers)
    yield from _doubled_names(layers)


def listings_on_mirrors(layer: Layer) -> Iterator[Problem]:
    """Full URLs of listings on a mirror: a path is read on every mirror, and says of each how it is."""
    mirrors = [mirror for _, mirror in _mirrors(layer.table)]
    for location, address in _addresses(layer.table):
        try:
            place, path = split_url(address) if is_full_url(address) else (None, "")
        except Mistake:
            continue
        owner = next((each for each in mirrors if place is not None and each.holds(place, path)), None)
        if owner is not None:
            below = path.removeprefix(owner.folder)
            cure = f'Write its path, "{below}": it is then read on every mirror'
            yield layer.problem(location, "this listing's host is a mirror of the source", cure)


def _doubled_listings(layer: Layer) -> Iterator[Problem]:
    seen: dict[str, set[str]] = {}
    for location, address in _addresses(layer.table):
        try:
            named = set(expand_count(address))
        except Mistake:
            continue
        before = seen.setdefault(str(location[0]), set())
        if named & before:
            yield layer.problem(location, "this listing stands there twice", "Remove one")
        before |= named


def _addresses(table: Any) -> Iterator[tuple[Location, str]]:
    """Every address of a listing: where it stands, and what is written there."""
    for key in LISTINGS:
        for position, written in enumerate(_list(table.get(key))):
            is_table = isinstance(written, dict)
            address = written.get("url") if is_table else written
            if isinstance(address, str):
                yield (key, position, "url") if is_table else (key, position), address


def _doubled_proxies(layer: Layer) -> Iterator[Problem]:
    for position, mirror in enumerate(_list(layer.table.get("mirrors"))):
        if isinstance(mirror, dict) and {"proxy", "proxy_file"} <= mirror.keys():
            where = ("mirrors", position, "proxy_file")
            yield layer.problem(where, "this mirror has a proxy beside it", "Keep one of proxy and proxy_file")


def _doubled_parameters(layer: Layer) -> Iterator[Problem]:
    rules = layer.table.get("rules")
    if isinstance(rules, dict):
        kept = _list(rules.get("query_keep"))
        for position, name in enumerate(_list(rules.get("query_drop"))):
            if name in kept:
                where = ("rules", "query_drop", position)
                yield layer.problem(where, "this parameter stands in rules.query_keep too", "Keep one of the two")


def _templates_without_common_identity(layer: Layer) -> Iterator[Problem]:
    """An article has one identity on all mirrors, so the templates in one place of their lists need a placeholder in
    common."""
    common: dict[int, frozenset[str]] = {}
    for location, place, pattern in _patterns(layer.table):
        try:
            identifying = UrlTemplate.parse(pattern).identifying - CONTEXT_NAMES
        except ValueError:
            continue
        if place in common and not common[place] & identifying:
            what = "this template shares no identifying placeholder with the templates before it"
            yield layer.problem(location, what, f"Name the same thing alike, such as {{{min(common[place])}}}")
            return
        common[place] = common.get(place, identifying) & identifying


def _patterns(table: Any) -> Iterator[tuple[Location, int, str]]:
    """Every template of a file: where it stands, its place in its list, and what is written there."""
    mirrors = enumerate(_list(table.get("mirrors")))
    owners: list[tuple[Location, Any]] = [(("articles",), table.get("articles"))]
    owners += [
        (("mirrors", place, "articles"), each.get("articles")) for place, each in mirrors if isinstance(each, dict)
    ]
    for location, written in owners:
        if isinstance(written, str):
            yield location, 0, written
        for place, pattern in enumerate(_list(written)):
            if isinstance(pattern, str):
                yield (*location, place), place, pattern


def _doubled_mirrors(layers: Sequence[Layer]) -> Iterator[Problem]:
    seen: dict[tuple[str, int | None, str], tuple[Layer, Location]] = {}
    for layer in layers:
        for location, mirror in _mirrors(layer.table):
            if mirror.identity not in seen:
                seen[mirror.identity] = layer, location
                continue
            first, (_, position) = seen[mirror.identity]
            what = f"this is the same mirror as mirrors[{position}] in {first.file}"
            yield layer.problem(location, what, "Remove one: a mirror stands once, in one source")


def _mirrors(table: Any) -> Iterator[tuple[Location, Mirror]]:
    for position, mirror in enumerate(_list(table.get("mirrors"))):
        url = mirror.get("url") if isinstance(mirror, dict) else mirror
        if isinstance(url, str):
            try:
                yield ("mirrors", position), Mirror.parse(url)
            except Mistake:
                continue


def _doubled_names(layers: Sequence[Layer]) -> Iterator[Problem]:
    """A command finds a source by name or id, so neither may mean two sources."""
    ids = {Path(layer.file).stem.casefold(): layer for layer in layers}
    names: dict[str, Layer] = {}
    for layer in layers:
        name = layer.table.get("name")
        if not isinstance(name, str):
            continue
        other = names.setdefault(name.casefold(), layer)
        if other is layer:
            other = ids.get(name.casefold(), layer)
        if other is not layer:
            what = f"this is the name or the id of {other.file} too"
            yield layer.problem(("name",), what, "Give one of them another name")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
