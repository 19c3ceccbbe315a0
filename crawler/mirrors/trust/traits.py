"""What a page has beside its text that an impostor would change, and how two pages differ in it. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Traits:
    """What a page links to and asks for; each sorted, each once.

    :ivar links: hosts of its links
    :ivar scripts: hosts of its scripts
    :ivar contacts: "mail:…", "phone:…", "telegram:…"
    :ivar money: donation addresses: "bitcoin:…", "iban:…", "paypal:…" and the like
    """

    links: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    money: tuple[str, ...] = ()

    def line(self) -> str:
        """The traits as one line of JSON: equal lines, equal traits."""
        return json.dumps({each.name: getattr(self, each.name) for each in fields(self)}, ensure_ascii=True)

    @classmethod
    def of_line(cls, line: str) -> Traits:
        """Read such a line."""
        return cls(**{name: tuple(values) for name, values in json.loads(line).items()})


@dataclass(frozen=True, slots=True)
class TraitsDifference:
    """What one page has and the other has not: "name of a trait" → values."""

    added: dict[str, tuple[str, ...]]
    removed: dict[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


SENSITIVE = ("money",)
"""Traits whose difference is an alarm by itself. Contacts and hosts of links and scripts differ between honest mirrors
too, with their footers, advertisers and content networks: they are told beside an alarm, and raise none."""


def neutralize(traits: Traits, is_own: Callable[[str], bool]) -> Traits:
    """Take out what tells one mirror from another by right: links and scripts of the source's own hosts, and whose own
    domain a mail address names.

    :param is_own: whether a host belongs to a mirror of the source

    >>> traits = Traits(links=("a.example", "x.example"), contacts=("mail:desk@a.example",))
    >>> neutralize(traits, lambda host: host == "a.example")
    Traits(links=('x.example',), scripts=(), contacts=('mail:desk@*',), money=())
    """

    def mail(contact: str) -> str:
        name, at, host = contact.rpartition("@")
        return f"{name}@*" if at and is_own(host) else contact

    def foreign_hosts(hosts: Iterable[str]) -> tuple[str, ...]:
        return tuple(host for host in hosts if not is_own(host))

    contacts = tuple(sorted(set(map(mail, traits.contacts))))
    return replace(traits, links=foreign_hosts(traits.links), scripts=foreign_hosts(traits.scripts), contacts=contacts)


def compare_traits(here: Traits, there: Traits, names: Collection[str] = ()) -> TraitsDifference:
    """Return what one page has that the other has not, and the other way round.

    :param here: the page that is looked at; ``there``: the one it is compared with
    :param names: traits that count; empty: all

    >>> compare_traits(Traits(money=("bitcoin:1x",)), Traits(money=("bitcoin:1y",))).added
    {'money': ('bitcoin:1x',)}
    """
    added: dict[str, tuple[str, ...]] = {}
    removed: dict[str, tuple[str, ...]] = {}
    for each in fields(Traits):
        mine, theirs = set(getattr(here, each.name)), set(getattr(there, each.name))
        if names and each.name not in names:
            continue
        if mine - theirs:
            added[each.name] = tuple(sorted(mine - theirs))
        if theirs - mine:
            removed[each.name] = tuple(sorted(theirs - mine))
    return TraitsDifference(added, removed)
