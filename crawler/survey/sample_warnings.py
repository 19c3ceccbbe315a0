"""What is wrong with a site's articles as they would be archived, seen on a few samples: in words, with the cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crawler.canonical.text import compared_line
from crawler.canonical.writing_systems import letters
from crawler.model.article import Article, Link, Reason, Rejection

MOST = 0.6
"""Share of the samples that show a fault from which it is the site's."""

SHARED = 0.2
"""Share of the samples' letters in lines that they share from which texts are mixed; less is learned later."""

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be archived, or why there is none.

    :ivar how: which listing named its address
    :ivar outcome: what the reading of a crawl made of the page; ``trouble``: why there is no page
    """

    link: Link
    how: str
    outcome: Article | Rejection | None = None
    trouble: str = ""

    @property
    def article(self) -> Article | None:
        return self.outcome if isinstance(self.outcome, Article) else None


@dataclass(frozen=True, slots=True)
class HeldSample:
    """A sample beside what the archive holds of it.

    :ivar held: in words: not archived, the same text, or how alike
    """

    sample: Sample
    held: str


@dataclass(frozen=True, slots=True)
class Caution:
    """What a person should know.

    :ivar loud: whether it keeps a source from being saved unasked
    """

    code: str
    text: str
    where: str = ""
    loud: bool = True


def find_warnings(samples: Sequence[Sample], site_name: str) -> list[Caution]:
    """Say what is wrong with the samples, the worst first."""
    found = [
        *_missing(samples),
        *_same_titles(samples, site_name),
        *_shared_lines(samples),
        *_dates(samples),
        *_thin(samples),
    ]
    return sorted(found, key=lambda warning: not warning.loud)


def _articles(samples: Sequence[Sample]) -> list[Article]:
    return [sample.article for sample in samples if sample.article is not None]


def _missing(samples: Sequence[Sample]) -> Iterator[Caution]:
    for reason in Reason:
        rejected = [each for each in samples if isinstance(each.outcome, Rejection) and each.outcome.reason is reason]
        if rejected:
            text = f"{len(rejected)} of {len(samples)} are no articles ({reason}): {_evidence(rejected[0])}"
            loud = len(rejected) >= MOST * len(samples)
            yield Caution(str(reason), text, where=rejected[0].link.url, loud=loud)
    failed = [each for each in samples if each.trouble]
    if failed:
        text = f"{len(failed)} of {len(samples)} did not answer: {failed[0].trouble}"
        yield Caution("no_answer", text, where=failed[0].link.url, loud=len(failed) >= MOST * len(samples))


def _evidence(sample: Sample) -> str:
    return sample.outcome.evidence if isinstance(sample.outcome, Rejection) else ""


def _same_titles(samples: Sequence[Sample], site_name: str) -> Iterator[Caution]:
    articles = _articles(samples)
    titles = Counter(letters(article.title or "") for article in articles)
    if len(articles) < 2:
        return
    key, times = titles.most_common(1)[0]
    shown = next((article.title for article in articles if letters(article.title or "") == key), "")
    if not key and times >= MOST * len(articles):
        yield Caution("no_title", f"{times} of {len(articles)} have no title; give a selector: extract.title")
    elif times >= max(2, MOST * len(articles)) or (key == letters(site_name) and times > 1):
        text = f'{times} of {len(articles)} have the same title "{shown}"; give a selector: extract.title'
        yield Caution("same_title", text)


def _shared_lines(samples: Sequence[Sample]) -> Iterator[Caution]:
    texts = [article.text for article in _articles(samples) if article.text]
    if len(texts) < 2:
        return
    holders = Counter(line for text in texts for line in {compared_line(each) for each in text.splitlines()} if line)
    shared = {line for line, times in holders.items() if times >= max(2, MOST * len(texts))}
    if not shared:
        return
    lines = [line for text in texts for line in text.splitlines()]
    part = sum(len(line) for line in lines if compared_line(line) in shared) / max(1, sum(map(len, lines)))
    shown = next(line for line in lines if compared_line(line) in shared)[:80]
    if part >= SHARED:
        text = f'they share {part:.0%} of their text ("{shown}"): other articles stand in it; give a selector:'
        yield Caution("shared_text", f"{text} extract.text or extract.drop")
    else:
        yield Caution("shared_lines", f'they share lines ("{shown}"), {part:.0%} of a text: learned later', loud=False)


def _dates(samples: Sequence[Sample]) -> Iterator[Caution]:
    articles = _articles(samples)
    undated = sum(article.published is None for article in articles)
    if articles and undated >= MOST * len(articles):
        yield Caution("no_date", f"{undated} of {len(articles)} have no date: a feed's, if any, counts", loud=False)
    apart = [each for each in samples if _is_other_zone(each)]
    if len(apart) >= max(2, MOST * len(articles)):
        page, feed = apart[0].article, apart[0].link.published
        shown = f"{page.published:%H:%M%z} on the page, {feed:%H:%M%z} in the feed" if page and feed else ""
        yield Caution("zone", f"page and feed tell one moment with two zones ({shown}); set timezone", loud=True)


def _is_other_zone(sample: Sample) -> bool:
    """Whether the page's date and the feed's differ by whole half-hours, beyond what an edit explains."""
    page = sample.article.published if sample.article else None
    feed = sample.link.published
    if page is None or feed is None or (page.hour, page.minute, page.second) == (0, 0, 0):
        return False
    apart = abs(page - feed)
    return HALF_HOUR <= apart <= timedelta(hours=14) and apart % HALF_HOUR < timedelta(minutes=1)


def _thin(samples: Sequence[Sample]) -> Iterator[Caution]:
    articles = _articles(samples)
    thin = sum(article.thin for article in articles)
    if thin >= max(2, MOST * len(articles)):
        text = f"{thin} of {len(articles)} have less than 50 words: pictures, notes, or pages that need a script"
        yield Caution("thin", text, loud=False)
