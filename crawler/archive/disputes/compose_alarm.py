"""What the looks at an article say → its alarms, with what was altered, and a diff."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import xxhash
from sqlalchemy import Connection

from crawler.archive.disputes.alarms import DIVERGENT, TRAITS, Raised, is_raised
from crawler.archive.disputes.observations import History
from crawler.archive.texts.revision_texts import texts_of
from crawler.canonical.divergence import Odd, Spell, Weighing
from crawler.canonical.text_diff import mark_changes, word_diff
from crawler.mirrors.trust.alterations import Alterations, alterations
from crawler.mirrors.trust.traits import SENSITIVE, Difference, difference

MOST_DIFF = 8000
"""Characters of a diff that an alarm carries; ``mirrorfold diff`` has all of it."""

MOST_TOLD = 20
"""Numbers, names and paragraphs that an alarm names, of each."""


def alarms_from(
    connection: Connection, source: str, article: int, looks: History, told: Weighing, beside: Weighing
) -> Iterator[Raised]:
    """Put together the alarms about an article; some may have been raised before.

    :param told: what the looks say of its texts; ``beside``: of donation addresses
    """
    for odd in told.odd:
        mark = f"{article}:{odd.text.hex()}"
        facts = _altered(connection, looks, odd) | _beside(looks, beside, odd.mirrors[0], odd.against)
        yield Raised(source, article, odd.mirrors[0], DIVERGENT, mark, _sides(odd) | facts)
    for odd in beside.odd:
        found = _between(looks, odd.text, odd.other)
        same = _same_text(told, odd.mirrors[0], odd.against)
        facts = {"said": _traits_said(odd, found), "same_text": same} | _difference_facts(found)
        yield Raised(source, article, odd.mirrors[0], TRAITS, _mark(found), _sides(odd) | facts)


def is_old_news(connection: Connection, source: str, looks: History, one: Spell, other: Spell) -> bool:
    """Say whether two mirrors differ in donation addresses as an alarm about another article said."""
    pairs = ((one, other), (other, one))
    return any(
        is_raised(connection, source, here.mirror, TRAITS, _mark(_between(looks, here.text, there.text)))
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


def _altered(connection: Connection, looks: History, odd: Odd) -> dict[str, Any]:
    here, there = looks.revisions[odd.other], looks.revisions[odd.text]
    texts = texts_of(connection, [here, there])
    found = alterations(texts[here], texts[there])
    return {
        "said": _said(odd, found),
        "text": there,
        "other_text": here,
        "numbers": _both(found.numbers),
        "names": _both(found.names),
        "paragraphs_removed": list(found.removed[:MOST_TOLD]),
        "paragraphs_added": list(found.added[:MOST_TOLD]),
        "paragraphs_edited": found.edited,
        "diff": mark_changes(word_diff(texts[here], texts[there]))[:MOST_DIFF],
    }


def _both(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, list[str]]:
    return {"removed": list(pair[0][:MOST_TOLD]), "added": list(pair[1][:MOST_TOLD])}


def _said(odd: Odd, found: Alterations) -> str:
    """The alarm in a sentence."""
    parts = []
    for name, (removed, added) in (("number", found.numbers), ("name", found.names)):
        if removed or added:
            before, after = (", ".join(some[:3]) or "none" for some in (removed, added))
            parts.append(f"{name}{'s' if max(len(removed), len(added)) > 1 else ''} {before} → {after}")
    if found.removed:
        parts.append(f"{len(found.removed)} paragraphs removed")
    if found.added:
        parts.append(f"{len(found.added)} paragraphs added")
    what = "; ".join(parts) or f"{found.edited} paragraphs edited"
    return f"{_hosts(odd.mirrors)} shows another text than {_host(odd.against)}: {what}{_doubt(odd)}"


def _doubt(odd: Odd) -> str:
    return "" if odd.outvoted else "; one against one, so either may have been altered"


def _hosts(mirrors: tuple[str, ...]) -> str:
    return ", ".join(map(_host, mirrors))


def _host(mirror: str) -> str:
    return urlsplit(mirror).netloc or mirror


def _traits_said(odd: Odd, found: Difference) -> str:
    said = [f"{verb} {', '.join(values)}" for verb, some in (("has", found.added), ("lacks", found.removed))
            for values in some.values()]  # fmt: skip
    return f"{_hosts(odd.mirrors)}, other than {_host(odd.against)}, {' and '.join(said)}{_doubt(odd)}"


def _beside(looks: History, beside: Weighing, mirror: str, against: str) -> dict[str, Any]:
    """What else differs between two mirrors' pages, links and scripts too."""
    here, there = beside.now.get(mirror), beside.now.get(against)
    if here is None or there is None:
        return {}
    return _difference_facts(difference(looks.traits[here.text], looks.traits[there.text]))


def _between(looks: History, here: bytes, there: bytes) -> Difference:
    return difference(looks.traits[here], looks.traits[there], SENSITIVE)


def _difference_facts(found: Difference) -> dict[str, Any]:
    return {"beside_added": _lists(found.added), "beside_removed": _lists(found.removed)}


def _lists(values: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(some) for name, some in values.items()}


def _mark(found: Difference) -> str:
    """Tells one difference from another, whichever article it was seen beside."""
    return xxhash.xxh3_128_hexdigest(json.dumps([found.added, found.removed], sort_keys=True).encode())


def _same_text(told: Weighing, mirror: str, against: str) -> bool:
    here, there = told.now.get(mirror), told.now.get(against)
    return here is not None and there is not None and here.text == there.text
