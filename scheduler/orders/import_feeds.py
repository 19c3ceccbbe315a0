"""Feeds of somebody's list become sources: one file a site, or more feeds in the file that the site has already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.context.run_context import Services
from crawler.model.errors import ConfigError, Refused
from crawler.settings import Source, load
from crawler.settings.rewriting import insert_feeds
from crawler.survey.feed_lists import FeedGroup, ListedFeed
from crawler.survey.proposal import write_toml
from crawler.survey.survey_feeds import survey_feeds
from scheduler.orders.survey_sources import find_owner
from scheduler.orders.write_source import check_source_file, replace_source_file, write_source_file


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a group of feeds.

    :ivar file: that has them now; None where none could be written. ``joined``: whether it was there before
    :ivar trouble: why none of them answers, or no file has them; ``doubts``: what is wrong with some of them
    """

    file: Path | None
    joined: bool = False
    trouble: str = ""
    doubts: tuple[str, ...] = ()


def pack_group(group: FeedGroup) -> dict[str, Any]:
    """A group for the daemon's socket."""
    return {"name": group.name, "feeds": [asdict(feed) for feed in group.feeds]}


def unpack_group(packed: Mapping[str, Any]) -> FeedGroup:
    """The group that was packed."""
    return FeedGroup(str(packed["name"]), [ListedFeed(**feed) for feed in packed["feeds"]])


async def survey_group(group: FeedGroup, taken: Sequence[str], services: Services) -> dict[str, Any]:
    """Ask for the feeds of one site; the source that they make as plain JSON values.

    :param taken: ids and names of sources that exist, in lower case
    """
    try:
        found = await survey_feeds(group, services, taken)
    except Refused as error:
        return {"id": None, "trouble": str(error), "doubts": []}
    proposal = found.proposal
    return {
        "id": proposal.id,
        "name": proposal.name,
        "toml": write_toml(proposal),
        "origin": proposal.mirrors[0],
        "feeds": list(proposal.feeds),
        "trouble": "" if found.answering else "; ".join(found.troubles),
        "doubts": found.troubles if found.answering else [],
    }


def keep_group(facts: Mapping[str, Any], config: Path, environ: Mapping[str, str]) -> Kept:
    """Write the source of a group, or its feeds into the file of the source that the site has already."""
    doubts = tuple(facts["doubts"])
    if facts["id"] is None:
        return Kept(None, trouble=facts["trouble"])
    try:
        owner = find_owner(facts["origin"], load(config, environ).sources)
        if owner is not None:
            return Kept(_join(owner, facts["feeds"], config, environ), joined=True, trouble="", doubts=doubts)
        name = f"{facts['id']}.toml"
        check_source_file(config, name, facts["toml"], environ)
        return Kept(write_source_file(config, name, facts["toml"]), trouble=facts["trouble"], doubts=doubts)
    except (ConfigError, Refused) as error:
        return Kept(None, trouble=" ".join(str(error).split()))


def _join(owner: Source, feeds: Sequence[str], config: Path, environ: Mapping[str, str]) -> Path:
    """Add feeds to a source's file.

    :raises Refused, ConfigError: it cannot be written, or would have a mistake
    """
    before = owner.path.read_text(encoding="utf-8")
    read = {listing.address for listing in owner.listings}
    try:
        text = insert_feeds(before, [feed for feed in feeds if feed not in read])
    except ValueError as error:
        raise Refused(f"The feeds cannot be added to the source's file: {error}", where=str(owner.path)) from None
    check_source_file(config, owner.path.name, text, environ)
    replace_source_file(owner.path, before, text)
    return owner.path
