"""An explanation for people, as lines of text in which whatever a page said is made harmless; and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from scheduler.reports.article.article_account import Account, Explanation, JudgedPage, Member, Text
from scheduler.reports.article.compare_texts import Compared
from scheduler.reports.article.story import decision_facts, decision_line
from scheduler.reports.article.verdict_sentences import explain_verdict, format_share, list_steps
from scheduler.reports.formats.text_format import format_count, format_moment, sanitize
from scheduler.reports.lists.quarantine import quarantined_facts, quarantined_lines
from scheduler.reports.lists.sightings import ArticleSighting

MOST_MEMBERS = 20
"""Articles of one story that are listed; the others are counted."""

MOST_LISTED = 100
"""Sightings that are listed, and texts and pages, the latest: an article may have thousands of addresses."""


def explanation_lines(explanation: Explanation) -> list[str]:
    """Everything as lines, an empty line between articles."""
    lines: list[str] = []
    for account in explanation.articles:
        lines += [*account_lines(account), ""]
    if explanation.quarantined:
        lines += ["in quarantine", *(line for page in explanation.quarantined for line in quarantined_lines(page))]
    return [sanitize(line) for line in (lines if explanation.quarantined else lines[:-1])]


def account_lines(account: Account) -> Iterator[str]:
    """One article as lines."""
    for folded in account.folded:
        if folded.asked:
            why = "same text under another key"
            yield f"article {folded.id} ({folded.key}) was folded into article {account.id}: {why}"
    yield f"article {account.id}: {account.title or 'without a title'}"
    yield f"  source      {account.source}"
    yield f"  key         {account.key}" + (f" (part {account.part}: the key was reused)" if account.part else "")
    yield f"  address     {account.url or '–'}"
    if account.gone_since is not None:
        yield f"  gone        since {format_moment(account.gone_since)}: no address of it is known that still answers"
    listed = f"{account.listed_published}, as a listing said first" if account.listed_published else None
    yield f"  published   {account.published or listed or '–'}"
    for label in ("section", "language"):
        yield f"  {label:11} {getattr(account, label) or '–'}"
    yield f"  first seen  {format_moment(account.first_seen)}"
    others = format_count(len(account.members), "other article") if account.members else "no other article"
    yield f"  story       {account.story}, with {others}"
    yield from map(_member_line, account.members[:MOST_MEMBERS])
    if len(account.members) > MOST_MEMBERS:
        yield f"    and {len(account.members) - MOST_MEMBERS:,} more"
    if account.decisions:
        yield f"  decided     {len(account.decisions):,}"
    yield from (f"  {decision_line(decision)}" for decision in account.decisions)
    for folded in account.folded:
        yield f"  folded in   article {folded.id}, {folded.key}"
    yield f"  sightings   {len(account.sightings):,}"
    yield from map(_sighting_line, account.sightings[:MOST_LISTED])
    yield from _left_out(len(account.sightings))
    yield f"  texts       {len(account.texts):,}"
    yield from map(_text_line, account.texts[-MOST_LISTED:])
    yield from _left_out(len(account.texts))
    yield f"  pages       {len(account.pages):,}"
    yield from _page_lines(account.pages[-MOST_LISTED:])
    yield from _left_out(len(account.pages))


def _left_out(number: int) -> Iterator[str]:
    """Say how many were not listed."""
    if number > MOST_LISTED:
        yield f"    and {number - MOST_LISTED:,} more, which --json has"


def _member_line(member: Member) -> str:
    alike = ""
    if member.jaccard is not None and member.containment is not None:
        alike = f"; jaccard {format_share(member.jaccard)}, containment {format_share(member.containment)}"
    return f"    article {member.id}, {member.source} {member.key}: {member.title or 'without a title'}{alike}"


def _sighting_line(seen: ArticleSighting) -> str:
    fetched = f"fetched {format_moment(seen.fetched_at)}" if seen.fetched_at is not None else "never fetched"
    listed = f"listed on {', '.join(seen.listed_on)}" if seen.listed_on else "not listed"
    named = f", whose link names {seen.named_host}" if seen.named_host else ""
    gone = f"; gone since {format_moment(seen.gone_at)}" if seen.gone_at is not None else ""
    face = "; another face of it" if seen.alternate else ""
    return f"    {seen.url}  seen {_span(seen.first_seen, seen.last_seen)}; {listed}{named}; {fetched}{face}{gone}"


def _text_line(text: Text) -> str:
    shown = ", ".join(f"{showing.mirror} ({_span(showing.first_seen, showing.last_seen)})" for showing in text.shown_on)
    mark = "stands" if text.stands else "      "
    title = text.title or "without a title"
    same = f"; the same as {text.same_as} but for boilerplate" if text.same_as is not None else ""
    return (
        f"    {mark}  {text.id}: {title}, {format_count(text.words, 'word')}{same}; shown on {shown or 'no mirror yet'}"
    )


def _page_lines(pages: Iterable[JudgedPage]) -> Iterator[str]:
    """A line each; the same said of the same address several times in a row is said once."""
    for (url, because), same in groupby(pages, key=lambda page: (page.url, explain_verdict(page))):
        together = list(same)
        runs = f"run {together[0].run}"
        if len(together) > 1:
            runs = f"runs {together[0].run} to {together[-1].run}, {len(together)} times"
        yield f"    {_span(together[0].fetched_at, together[-1].fetched_at)}  {url}  ({runs})"
        yield f"      {because}"
        for rule, saw in list_steps(together[0]):
            yield f"        {rule:12} {saw}"


def compared_lines(pair: Compared) -> Iterator[str]:
    """What the rule sees in two texts now; the passages that differ are printed elsewhere."""
    (here, there), (text, other) = pair.article, pair.text
    why = f"{pair.verdict}: " if pair.verdict else ""
    yield f"{why}text {text} of article {here} beside text {other} of article {there}, compared now"
    linked = f"linked by {pair.linked}" if pair.linked else "not linked"
    equal = "the same words; " if pair.equal else ""
    yield (
        f"  {equal}{format_count(pair.shared, 'sampled shingle')} shared, jaccard {format_share(pair.jaccard, 3)}, "
        f"containment {format_share(pair.containment, 3)}, {pair.smaller_shingles:,} shingles in the smaller: {linked}"
    )
    yield f"  under the masks of now, versions {' and '.join(map(str, pair.mask_version))}"
    passages = len(pair.difference.passages) + pair.difference.omitted
    yield f"  {format_count(pair.difference.same, 'sentence')} in both, {format_count(passages, 'passage')} different"


def _span(first: datetime, last: datetime) -> str:
    return format_moment(first) if first == last else f"{format_moment(first)} to {format_moment(last)}"


def explanation_facts(explanation: Explanation) -> dict[str, Any]:
    """The same for JSON (see ``data_formats``); "because" says a verdict or a reason in words."""
    return {
        "articles": [_account_facts(account) for account in explanation.articles],
        "quarantined": [quarantined_facts(page) for page in explanation.quarantined],
    }


def _account_facts(account: Account) -> dict[str, Any]:
    pages = [
        asdict(page)
        | {"because": explain_verdict(page), "tried": [{"rule": rule, "saw": saw} for rule, saw in list_steps(page)]}
        for page in account.pages
    ]
    return asdict(account) | {"pages": pages, "decisions": [decision_facts(decision) for decision in account.decisions]}


def compared_facts(compared: Iterable[Compared]) -> list[dict[str, Any]]:
    """Pairs of texts for JSON; "computed" says that no verdict saw this."""
    return [asdict(pair) | {"computed": "now"} for pair in compared]
