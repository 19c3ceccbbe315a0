"""Templates that are inferred from the links of one page, held against what else is known of its host.

The pages are the labelled ones of the shared data (``MIRRORFOLD_SHARED_DATA``, or ``../shared/data``); each stands for
a front page. Its own address is an article; what is none is told roughly: links marked as tags or authors, menu links
of three words at most, paths that name a tag, an author, a category, a page.

The feeds of the shared data, those in archives too, stand for listings: all of their items are articles.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.extraction import BESIDE
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.discovery.feed import read_feed
from crawler.survey.infer_template import FEWEST_OF_FEED, infer_template
from crawler.survey.site_page import read_site_page

BASE = "https://feeds.example.org/"
"""Where a feed is read from whose links are relative."""


@dataclass(slots=True)
class Counts:
    """What was counted over all hosts."""

    hosts: int = 0
    written: int = 0
    own: int = 0
    headlines: int = 0
    headlines_fit: int = 0
    others: int = 0
    others_fit: int = 0
    colliding: int = 0
    held_out: int = 0
    held_out_fit: int = 0
    halves: int = 0


@dataclass(slots=True)
class FeedCounts:
    """What was counted over all feeds.

    :ivar items: of the feeds for which a template was written; ``fit``: those of them that fit it
    """

    feeds: int = 0
    long_enough: int = 0
    written: int = 0
    items: int = 0
    fit: int = 0
    colliding: int = 0
    held_out: int = 0
    held_out_fit: int = 0
    halves: int = 0
    patterns: list[str] = field(default_factory=list)


def measure_feeds(data: Path) -> dict[str, object]:
    """Infer a template from the items of each feed, and from every other one of them."""
    counts = FeedCounts()
    for body in _feeds(data):
        _count_feed(counts, body)
    return {
        "feeds with items": counts.feeds,
        "of ten items or more on one host": counts.long_enough,
        "templates written": counts.written,
        "items fit": f"{counts.fit}/{counts.items}",
        "feeds where two paths share a key": counts.colliding,
        "of the half that it was not made from": f"{counts.held_out_fit}/{counts.held_out} of {counts.halves} feeds",
        "templates": counts.patterns,
    }


def _feeds(data: Path) -> Iterator[bytes]:
    for folder in ("feeds", "presstv"):
        for file in sorted((data / folder).glob("*")):
            if file.name.endswith(".xml"):
                yield file.read_bytes()
            elif file.name.endswith(".tar.gz"):
                with tarfile.open(file) as archive:
                    for member in archive:
                        if member.isfile() and (stream := archive.extractfile(member)) is not None:
                            yield stream.read()


def _count_feed(counts: FeedCounts, body: bytes) -> None:
    links = [link.url for link in read_feed(body, url=BASE).links]
    counts.feeds += bool(links)
    hosts = Counter(urlsplit(link).netloc for link in links)
    if not hosts:
        return
    host = hosts.most_common(1)[0][0]
    items = list(dict.fromkeys(link for link in links if urlsplit(link).netloc == host))
    counts.long_enough += len(items) >= FEWEST_OF_FEED
    origin = f"https://{host}"
    finding = infer_template(origin, items, [], [])
    if finding.pattern:
        fitting = _fitting(origin, finding.pattern, items)
        counts.written += 1
        counts.items += len(items)
        counts.fit += len(fitting)
        counts.colliding += _collides(origin, fitting)
        counts.patterns.append(f"{host} {finding.pattern}")
    elif len(items) >= FEWEST_OF_FEED:
        counts.patterns.append(f"{host} none: {finding.why_not}")
    made = infer_template(origin, items[::2], [], [])
    if made.pattern:
        counts.halves += 1
        counts.held_out += len(items[1::2])
        counts.held_out_fit += len(_fitting(origin, made.pattern, items[1::2]))


def _collides(origin: str, fitting: Mapping[str, str]) -> bool:
    """Whether two addresses of different paths have one key."""
    own = SourceUrls.of([(origin, None)])
    paths: dict[str, set[str]] = {key: set() for key in fitting.values()}
    for each, key in fitting.items():
        paths[key].add(urlsplit(canonicalize(each, own).canonical_url or each).path.rstrip("/"))
    return any(len(each) > 1 for each in paths.values())


def measure(data: Path) -> dict[str, object]:
    """Infer a template for each page, from all its links and from every other one of them."""
    counts = Counts()
    for line in (data / "extraction" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        body = gzip.decompress((data / "extraction" / "html" / f"{case['id']}.html.gz").read_bytes())
        _count(counts, case["url"], body)
    return {
        "hosts": counts.hosts,
        "templates written": counts.written,
        "own article fits": f"{counts.own}/{counts.written}",
        "links that may be articles fit": f"{counts.headlines_fit}/{counts.headlines}",
        "links that are none fit": f"{counts.others_fit}/{counts.others}",
        "hosts where two paths share a key": counts.colliding,
        "of the half that it was not made from": f"{counts.held_out_fit}/{counts.held_out} on {counts.halves} hosts",
    }


def _count(counts: Counts, url: str, body: bytes) -> None:
    split = urlsplit(url)
    origin = f"{split.scheme}://{split.netloc}"
    page = read_site_page(body, url)
    own = SourceUrls.of([(origin, None)])
    links = [link for link in page.links if canonicalize(link.url, own).mirror]
    headlines = list(dict.fromkeys([url, *(link.url for link in links if link.is_headline)]))
    others = [link.url for link in links if link.is_other]
    counts.hosts += 1
    finding = infer_template(origin, [], headlines, others, sections=True)
    if finding.pattern:
        counts.written += 1
        fitting = _fitting(origin, finding.pattern, [*headlines, *others])
        counts.own += url in fitting
        counts.headlines += len(headlines)
        counts.headlines_fit += sum(each in fitting for each in headlines)
        counts.others += len(others)
        counts.others_fit += sum(each in fitting for each in others)
        counts.colliding += _collides(origin, fitting)
    half, rest = headlines[::2], headlines[1::2]
    made = infer_template(origin, [], half, others, sections=True)
    if made.pattern:
        counts.halves += 1
        counts.held_out += len(rest)
        counts.held_out_fit += len(_fitting(origin, made.pattern, rest))


def _fitting(origin: str, pattern: str, links: Sequence[str]) -> dict[str, str]:
    """The links that fit, each with its key."""
    urls = SourceUrls.of([(origin, pattern)])
    read = {link: canonicalize(link, urls) for link in links}
    return {link: str(each.key) for link, each in read.items() if each.is_article}


if __name__ == "__main__":
    place = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", BESIDE))
    if not (place / "extraction" / "cases.jsonl").exists():
        sys.exit(f"there are no labelled pages in {place}")
    print(json.dumps({"pages": measure(place), "feeds": measure_feeds(place)}, indent=1))
