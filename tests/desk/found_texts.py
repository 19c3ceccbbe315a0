"""What a scan of all texts that stand finds: what the full-text index is held to."""

from __future__ import annotations

from crawler.archive.database.store import Archive
from crawler.archive.search.find_texts import find_articles
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.search_words import Phrase, parse_search, search_words
from tests.desk.fetched_pages import rows

ASKED = ("storm", "東京", "東", "elan", "Muller", "about storm", '"about storm"', "w1x1", '"w2x1 w2x2"', "harbour élan")


def scan(archive: Archive, phrases: list[Phrase]) -> list[int]:
    """Look through every text that stands; the newest article first."""
    titles = {row["id"]: row["title"] or "" for row in rows(archive, revisions)}
    found = []
    for row in rows(archive, articles):
        if row["folded_into"] is None and row["revision_id"] is not None:
            text = archive.read(load_texts, [row["revision_id"]]).get(row["revision_id"])
            if text is None:  # its source is being removed
                continue
            columns = search_words(titles[row["revision_id"]]), search_words(text)
            if all(any(_stands(phrase, words) for words in columns) for phrase in phrases):
                found.append(row["id"])
    return sorted(found, reverse=True)


def _stands(phrase: Phrase, words: list[str]) -> bool:
    return any(tuple(words[start : start + len(phrase)]) == phrase for start in range(len(words)))


def find_wrong_searches(archive: Archive) -> list[tuple[str, list[int], list[int]]]:
    """Searches for which the index does not find exactly what a scan finds: (asked, found, truth)."""
    wrong = []
    for asked in ASKED:
        phrases = parse_search(asked)
        found, truth = [row.id for row in archive.read(find_articles, phrases)], scan(archive, phrases)
        if found != truth:
            wrong.append((asked, found, truth))
    return wrong
