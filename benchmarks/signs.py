"""A table of the signs: per kind and language or product, the signs known and the sample pages recognised.

``python -m benchmarks.signs`` prints it. The pages stand in ``tests/extraction/notices``; the real articles that must
not be taken for notices are the labelled ones of the shared data, and where they are absent, those of a newsroom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from benchmarks import extraction
from benchmarks.notices import REASONS, URL, Sample, samples
from crawler.extraction.answer_notice import notice_in
from crawler.extraction.notices.sign_tables import HEADER_SIGNS, SIGNS
from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints
from crawler.mirrors.health.state import counts_against_mirror
from crawler.mirrors.hosts.landing_hosts import HOSTS
from crawler.model.article import Article, Rejection

HINTS = Hints(datetime(2026, 12, 31, tzinfo=UTC))
KINDS = {reason: kind for kind, reason in REASONS.items()}


def known() -> dict[str, Counter[str]]:
    """How many signs stand in the tables, by kind and row."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for signs in SIGNS:
        for table in (signs.phrases, signs.headlines, signs.lines, signs.addresses, signs.scripts, signs.ids):
            for row, texts in table.items():
                found[KINDS[signs.reason]][row] += len(texts)
        for row, every in signs.together.items():
            found[KINDS[signs.reason]][row] += len(every)
    for sign in HEADER_SIGNS:
        found[KINDS[sign.reason]][sign.product] += 1
    for reason, hosts in HOSTS.items():
        found[KINDS[reason]]["hosts"] += len(hosts)
    return found


def recognised(sample: Sample) -> bool:
    """Whether a sample is taken for what it is: by a reading where it says 200, by a look where it refuses."""
    said: Article | Rejection | None
    if 200 <= sample.status < 300:
        said = read_page(sample.body, url=URL, content_type=sample.headers.get("content-type", ""), hints=HINTS)
    else:
        said = notice_in(sample.body, headers=sample.headers, status=sample.status, url=URL)
    return isinstance(said, Rejection) and said.reason is sample.reason and counts_against_mirror(said)


@dataclass(frozen=True, slots=True)
class Row:
    """One language or product of one kind: signs in the tables, sample pages recognised, sample pages."""

    kind: str
    row: str
    signs: int
    recognised: int
    pages: int


def table() -> list[Row]:
    """One row per kind and language or product: signs known, pages recognised, pages."""
    signs = known()
    pages: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for sample in samples():
        pages[sample.kind, sample.row].append(recognised(sample))
    every = {*pages, *((kind, row) for kind, rows in signs.items() for row in rows)}
    return [
        Row(kind, row, signs[kind][row], sum(pages[kind, row]), len(pages[kind, row])) for kind, row in sorted(every)
    ]


def sums(rows: list[Row]) -> list[Row]:
    """The sum of each kind."""
    return [
        Row(kind, "all", sum(r.signs for r in of), sum(r.recognised for r in of), sum(r.pages for r in of))
        for kind in REASONS
        for of in [[row for row in rows if row.kind == kind]]
    ]


def mistaken() -> dict[str, object]:
    """Of the real articles, how many are taken for a notice; must be 0."""
    pages = extraction.real_pages()
    said = [read_page(page.body, url=page.url, hints=HINTS) for page in pages]
    wrong = [page.url for page, what in zip(pages, said, strict=True) if _is_notice(what)]
    return {"real articles": len(pages), "taken for a notice": len(wrong), "which": wrong}


def _is_notice(said: Article | Rejection) -> bool:
    return isinstance(said, Rejection) and counts_against_mirror(said)


def compare() -> dict[str, object]:
    """The table, its sums by kind, and the articles mistaken."""
    rows = table()
    held = [recognised(sample) for sample in samples() if sample.held]
    return {
        "kinds": [asdict(row) for row in sums(rows)],
        "held back": {"recognised": sum(held), "pages": len(held)},
        "articles": mistaken(),
        "rows": [asdict(row) for row in rows],
    }


def main() -> None:
    rows = table()
    print(f"{'kind':<10} {'language/product':<16} {'signs':>5} {'recognised':>10} {'pages':>5}")
    for row in [*rows, *sums(rows)]:
        print(f"{row.kind:<10} {row.row:<16} {row.signs:>5} {row.recognised:>10} {row.pages:>5}")
    print(mistaken())


if __name__ == "__main__":
    main()
