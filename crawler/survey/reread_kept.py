"""How a source that was changed reads the pages that are kept of it: without any request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.archive.database.store import Archive
from crawler.archive.raw_pages import RawPage, load_newest_raw_pages
from crawler.canonical.canonical_url import canonicalize
from crawler.model.article import Link
from crawler.reading.pool import ExtractionPool, PageCrash, PageTimeout, PoolBroken
from crawler.reading.tasks import make_hints, reread_page_task
from crawler.settings import Source, source_urls
from crawler.survey.read_samples import SAMPLES, spread
from crawler.survey.sample_warnings import Caution, HeldSample, Sample, find_warnings

NEWEST = 100
"""Articles that the samples are drawn from."""


@dataclass(slots=True)
class KeptSamples:
    """Pages that are kept, as the source reads them now, beside what the archive has."""

    samples: list[HeldSample] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)


async def reread_kept(source: Source, archive: Archive, pool: ExtractionPool) -> KeptSamples:
    """Read some of a source's kept pages anew, from the newest to older ones.

    :param source: as its changed file makes it
    """
    pages = {page.url: page for page in await archive.load(load_newest_raw_pages, source.id, NEWEST)}
    found = KeptSamples()
    for link in spread([Link(url, page.listed_title) for url, page in pages.items()], SAMPLES):
        found.samples.append(await _reread(source, link, pages[link.url], pool))
    found.cautions = [*_strays(source, list(pages)), *find_warnings([each.sample for each in found.samples], "")]
    return found


async def _reread(source: Source, link: Link, page: RawPage, pool: ExtractionPool) -> HeldSample:
    day = canonicalize(page.url, source_urls(source)).date
    hints = make_hints(source, datetime.fromtimestamp(page.fetched_at, UTC), day, page.listed_title)
    try:
        read = await pool.run(reread_page_task, page.body, page.url, page.content_type, hints)
    except (PageTimeout, PageCrash, PoolBroken):
        return HeldSample(Sample(link, "archive", trouble="it takes too long to read"), "-")
    sample = Sample(link, "archive", outcome=read.outcome)
    if sample.article is None:
        return HeldSample(sample, "archived, and no article now")
    return HeldSample(sample, "the same text as archived" if read.digest == page.digest else "another text")


def _strays(source: Source, urls: Sequence[str]) -> list[Caution]:
    """Archived addresses that the changed file takes for no article's any more."""
    urls_of = source_urls(source)
    read = {url: canonicalize(url, urls_of) for url in urls}
    foreign = [url for url, each in read.items() if each.mirror is None]
    unfit = [url for url, each in read.items() if each.mirror is not None and each.is_article is False]
    kinds = ((foreign, "foreign", "lie on a host that is no mirror any more"), (unfit, "unmatched", "fit no template"))
    return [
        Caution(code, f"{len(strays)} of {len(urls)} archived addresses {words}: {strays[0]}", where=strays[0])
        for strays, code, words in kinds
        if strays
    ]
