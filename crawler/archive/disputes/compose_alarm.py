"""What the observations of an article say → its alarms, with what was altered, and a diff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import xxhash
from sqlalchemy import Connection

from crawler.archive.disputes.alarms import DIVERGENT, TRAITS, NewAlarm, is_raised
from crawler.archive.disputes.observations import History
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.divergence import Odd, Spell, Weighing
from crawler.canonical.text_diff import mark_changes, word_diff
from crawler.mirrors.hosts.host_names import name_host
from crawler.mirrors.trust.alterations import Alterations, find_alterations
from crawler.mirrors.trust.traits import SENSITIVE, TraitsDifference, compare_traits

MOST_DIFF = 8000
"""Characters of a diff that an alarm carries; ``mirrorfold diff`` has all of it."""

MOST_LISTED = 20
"""Numbers, names and paragraphs that an alarm names, of each."""


def compose_alarms(
    connection: Connection, source: str, article: int, history: History, by_text: Weighing, by_address: Weighing
) -> Iterator[NewAlarm]:
    """Put together the alarms about an article; some may have been raised before.

    :param by_text: what the observations say of its texts; ``by_address``: of donation addresses
    """

    def alarm(odd: Odd, kind: str, mark: str, facts: dict[str, Any]) -> NewAlarm:
        sides = _sides(odd)
        return NewAlarm(
            source=source, article=article, mirror=odd.mirrors[0], kind=kind, mark=mark, evidence=sides | facts
        )

    for odd in by_text.odd:
        facts = _altered(connection, history, odd) | _beside(history, by_address, odd.mirrors[0], odd.against)
        yield alarm(odd, DIVERGENT, mark_text(article, odd), facts)
    for odd in by_address.odd:
        change = _between(history, odd.text, odd.other)
        same = _same_text(by_text, odd.mirrors[0], odd.against)
        facts = {"said": _format_traits(odd, change), "same_text": same} | _difference_facts(change)
        yield alarm(odd, TRAITS, _mark(change), facts)


def mark_text(article: int, odd: Odd) -> str:
    """Return what tells an alarm about a text from one about another text of the article."""
    return f"{article}:{odd.text.hex()}"


def is_known_difference(connection: Connection, source: str, history: History, first: Spell, second: Spell) -> bool:
    """Say whether two mirrors differ in donation addresses as an alarm about another article said."""
    pairs = ((first, second), (second, first))
    return any(
        is_raised(connection, source, here.mirror, TRAITS, _mark(_between(history, here.text, there.text)))
        for here, there in pairs
    )


def _sides(odd: Odd) -> dict[str, Any]:
    return {
        "mirrors": list(odd.mirrors),
        "against": odd.against,
        "since": odd.since,
        "until": odd.until,
        "outvoted": odd.outvoted,
    }


def _altered(connection: Connection, history: History, odd: Odd) -> dict[str, Any]:
    here, there = history.revisions[odd.other], history.revisions[odd.text]
    texts = load_texts(connection, [here, there])
    changes = find_alterations(texts[here], texts[there])
    return {
        "said": _format_change(odd, changes),
        "text": there,
        "other_text": here,
        "numbers": _both(changes.numbers),
        "names": _both(changes.names),
        "paragraphs_removed": list(changes.removed[:MOST_LISTED]),
        "paragraphs_added": list(changes.added[:MOST_LISTED]),
        "paragraphs_edited": changes.edited,
        "diff": mark_changes(word_diff(texts[here], texts[there]))[:MOST_DIFF],
    }


def _both(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, list[str]]:
    return {"removed": list(pair[0][:MOST_LISTED]), "added": list(pair[1][:MOST_LISTED])}


def _format_change(odd: Odd, changes: Alterations) -> str:
    """The alarm in a sentence."""
    parts = []
    for name, (removed, added) in (("number", changes.numbers), ("name", changes.names)):
        if removed or added:
            before, after = (", ".join(values[:3]) or "none" for values in (removed, added))
            parts.append(f"{name}{'s' if max(len(removed), len(added)) > 1 else ''} {before} → {after}")
    if changes.removed:
        parts.append(f"{len(changes.removed)} paragraphs removed")
    if changes.added:
        parts.append(f"{len(changes.added)} paragraphs added")
    what = "; ".join(parts) or f"{changes.edited} paragraphs edited"
    return f"{_hosts(odd.mirrors)} shows another text than {name_host(odd.against)}: {what}{_doubt(odd)}"


def _doubt(odd: Odd) -> str:
    return "" if odd.outvoted else "; one against one, so either may have been altered"


def _hosts(mirrors: tuple[str, ...]) -> str:
    return ", ".join(map(name_host, mirrors))


def _format_traits(odd: Odd, change: TraitsDifference) -> str:
    phrases = [f"{verb} {', '.join(values)}" for verb, traits in (("has", change.added), ("lacks", change.removed))
            for values in traits.values()]  # fmt: skip
    return f"{_hosts(odd.mirrors)}, other than {name_host(odd.against)}, {' and '.join(phrases)}{_doubt(odd)}"


def _beside(history: History, by_address: Weighing, mirror: str, against: str) -> dict[str, Any]:
    """What else differs between two mirrors' pages, links and scripts too."""
    here, there = by_address.now.get(mirror), by_address.now.get(against)
    if here is None or there is None:
        return {}
    return _difference_facts(compare_traits(history.traits[here.text], history.traits[there.text]))


def _between(history: History, here: bytes, there: bytes) -> TraitsDifference:
    return compare_traits(history.traits[here], history.traits[there], SENSITIVE)


def _difference_facts(change: TraitsDifference) -> dict[str, Any]:
    return {"beside_added": change.added, "beside_removed": change.removed}


def _mark(change: TraitsDifference) -> str:
    """Tells one difference from another, whichever article it was seen beside."""
    return xxhash.xxh3_128_hexdigest(json.dumps([change.added, change.removed], sort_keys=True).encode())


def _same_text(by_text: Weighing, mirror: str, against: str) -> bool:
    here, there = by_text.now.get(mirror), by_text.now.get(against)
    return here is not None and there is not None and here.text == there.text
