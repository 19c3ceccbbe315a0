"""What a survey of a site found, for people: the samples, what is wrong with them, the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.reports.formats.text_format import sanitize

TITLE = 40
STEP = 17


def step_line(step: str, words: str) -> str:
    """A line of progress."""
    return f"  {step:{STEP}} {sanitize(words)}"


def survey_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """The lines behind the steps: samples, warnings, proposals, the file."""
    if facts["samples"]:
        yield ""
        yield f"  {'date':10}  {'words':>5}  {'title':{TITLE}}  first … last words"
    for sample in facts["samples"]:
        if sample["problem"]:
            yield f"  {'-':10}  {'-':>5}  {sanitize(sample['problem'])[:60]}  {sanitize(sample['url'])}"
            continue
        title = sanitize(sample["title"] or "-")
        shown = title if len(title) <= TITLE else title[: TITLE - 1] + "…"
        ends = f"{sanitize(sample['first'])} … {sanitize(sample['last'])}"
        yield f"  {(sample['published'] or '-')[:10]:10}  {sample['words']:5}  {shown:{TITLE}}  {ends}"
    yield from warning_lines(facts)
    known = {mirror["url"].partition("://")[2].partition(":")[0] for mirror in facts["mirrors"]}
    for proposal in facts["proposals"]:
        if proposal["host"] not in known:
            yield f'  · {sanitize(proposal["host"])} may be a mirror: "{sanitize(proposal["words"])[:80]}"'
    if facts["toml"]:
        yield ""
        yield f"  {sanitize(facts['file'])}"
        for line in facts["toml"].splitlines():
            yield f"    {sanitize(line)}"


def trial_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """What a test of a source found."""
    yield from tried_lines(facts)
    yield from warning_lines(facts)
    if facts["changes"]:
        yield "  What would be proposed today:"
        for change in facts["changes"]:
            yield f"    {sanitize(change)}"
    yield f"  {facts['requests']} requests; nothing was written"


def tried_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Mirrors, listings and samples of a test, all of them or those that were looked at now."""
    for mirror in facts.get("mirrors", ()):
        named = f", names {sanitize(mirror['canonical'])} as its own host" if mirror["canonical"] else ""
        yield f"  mirror   {sanitize(mirror['origin'])}  {sanitize(mirror['answer'])}, {mirror['state']}{named}"
    for listing in facts.get("listings", ()):
        if listing["problem"]:
            yield f"  listing  {sanitize(listing['address'])}  ! {sanitize(listing['problem'])}"
            continue
        newest = f", newest {listing['newest'][:16].replace('T', ' ')}" if listing["newest"] else ""
        counted = f"{listing['items']} items, {listing['fits']} fit{newest}"
        moved = f", moved to {sanitize(listing['moved'])}" if listing["moved"] else ""
        new = ", which the site names and the file does not" if listing["new"] else ""
        yield f"  listing  {sanitize(listing['address'])}  {counted}{moved}{new}"
        for stray in listing["strays"]:
            yield f"             {sanitize(stray['url'])}: {sanitize(stray['lacks'])}"
    for sample in facts.get("samples", ()):
        title = sanitize(sample["title"] or sample["problem"] or "-")[:TITLE]
        when = (sample["published"] or "-")[:10]
        yield f"  sample   {when:10}  {sample['words']:5} words  {title:{TITLE}}  {sample['archive']}"


def warning_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with samples."""
    for warning in facts["warnings"]:
        yield f"  {'!' if warning['loud'] else '·'} {sanitize(warning['text'])}"


def closing_line(facts: Mapping[str, Any]) -> str:
    """What comes next, once the file is saved."""
    return (
        f"Saved. Not crawled yet: mirrorfold crawl {facts['id']}   "
        f"(about {facts['listed']} articles now; {facts['requests']} requests were made)"
    )
