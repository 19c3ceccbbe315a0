"""What a run did, counted while it does it; its report is made of this. Nobody but ``Tally`` writes its counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import asdict, dataclass, field
from typing import Any

from crawler.canonical.known_key import KeyStanding
from crawler.context.mirror_cost import SUMMED, MirrorCost
from crawler.model.article import Reason
from crawler.model.verdict import Kind, Pending, Verdict


@dataclass(slots=True)
class Tally:
    """Counters of one run. ``lost`` holds keys that no mirror gave: they stay unknown and are tried again."""

    mirrors: dict[str, MirrorCost] = field(default_factory=dict)
    elsewhere: MirrorCost = field(default_factory=MirrorCost)
    """What the hosts of listings were asked that are no mirrors."""
    answers: int = 0
    """Answers of any kind that were heard: with none, the whole source is out of reach."""
    listings_read: int = 0
    listings_unchanged: int = 0
    listings_failed: int = 0
    links: int = 0
    known_articles: set[int] = field(default_factory=set)
    """Ids of the known articles that the listings showed, unchanged listings included."""
    unknown: int = 0
    waiting: int = 0
    """Keys in quarantine whose next try is not due."""
    kept_away: int = 0
    """Keys of articles that a person removed: not fetched, or not kept."""
    resumed: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    pending: int = 0
    alarms: int = 0
    """Alarms that it raised."""
    belonging: int = 0
    """Pages that turned out to be another face, or a later page, of an article."""
    learned: int = 0
    """Lines that were found to be boilerplate."""
    quarantined: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    unread: int = 0
    """Pages and listings that met an error of ours: nobody out there is to blame, the next run reads them again."""
    errors: int = 0
    """Exceptions that nobody expected, beside those of pages and listings that are unread for it."""
    lost: set[str] = field(default_factory=set)
    foreign: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Why links were left out → the first few of them: ``url``, and what it ``lacks``."""
    warnings: list[str] = field(default_factory=list)
    choice: str = ""
    stopped: bool = False
    """The run's time was over: what its listings said is read again."""
    proxy_failures: Counter[str] = field(default_factory=Counter)
    causes: dict[str, str] = field(default_factory=dict)
    """Mirror → what its last failure was."""
    ttl: int = 0
    """Seconds that the feeds ask to be left alone between two readings."""
    not_before: int = 0
    """End of the longest Retry-After of a listing's mirror, seconds since 1970."""

    def count_request(self, mirror: str) -> None:
        """Count a request, of whatever kind; the mirror is empty for a listing on a host that is none."""
        self._cost(mirror).requests += 1

    def count_answer(self) -> None:
        """Count an answer, whatever it says."""
        self.answers += 1

    def count_bytes(self, mirror: str, size: int) -> None:
        """Add the bytes of a body as it came over the wire."""
        self._cost(mirror).bytes += size

    def count_body(self, mirror: str, *, revisit: bool, audit: bool, recheck: bool) -> None:
        """Count a page that came, by why it was asked for."""
        cost = self._cost(mirror)
        if recheck:
            cost.rechecks += 1
        elif audit:
            cost.audits += 1
        elif revisit:
            cost.revisits += 1
        else:
            cost.bodies += 1

    def count_control(self, mirror: str) -> None:
        """Count an address that was asked for because it cannot exist."""
        self._cost(mirror).controls += 1

    def count_failure(self, mirror: str, cause: str) -> None:
        """Count an answer that counts against its mirror."""
        self._cost(mirror).failures += 1
        self.causes[mirror] = cause

    def count_proxy_failure(self, proxy: str, sentence: str) -> None:
        """Count that a proxy, by its name without what is secret, did not do its work, and warn of it."""
        self.proxy_failures[proxy] += 1
        self.warn(sentence)

    def count_listing_read(self, ttl: int | None) -> None:
        """Count a listing with something new on it, that asks to be left alone for some seconds."""
        self.listings_read += 1
        self.ttl = max(self.ttl, ttl or 0)

    def count_listing_unchanged(self) -> None:
        """Count a listing that says what it said."""
        self.listings_unchanged += 1

    def count_listing_failed(self, sentence: str = "") -> None:
        """Count a listing that could not be read, and warn of it where nothing else does."""
        self.listings_failed += 1
        if sentence:
            self.warn(sentence)

    def count_links(self, links: int, foreign: Mapping[str, int]) -> None:
        """Take in how many links the listings had, and how many led to each host that is no mirror."""
        self.links = links
        for host, count in foreign.items():
            self.count_foreign(host, count)

    def count_foreign(self, host: str, links: int = 1) -> None:
        """Count links to a host that is no mirror of the source."""
        self.foreign[host] = self.foreign.get(host, 0) + links

    def keep_left_out(self, examples: Mapping[str, list[dict[str, str]]]) -> None:
        """Keep a few links that were left out, by kind, each with what it lacks."""
        self.left_out = dict(examples)

    def count_listed(self, listed: Mapping[KeyStanding, Collection[object]], known: Set[int]) -> None:
        """Count the listed articles by how they stand.

        :param known: ids of those that are known
        """
        self.unknown += len(listed[KeyStanding.UNKNOWN])
        self.kept_away += len(listed[KeyStanding.KEPT_AWAY])
        self.waiting += len(listed[KeyStanding.WAITING]) + len(listed[KeyStanding.GIVEN_UP])
        self.count_known(known)

    def count_known(self, articles: Set[int]) -> None:
        """Take in the ids of known articles that the listings showed."""
        self.known_articles |= articles

    def count_verdict(self, outcome: Verdict | Pending) -> None:
        """Count what was decided about a page."""
        if isinstance(outcome, Pending):
            self.pending += 1
        else:
            self.verdicts[outcome.kind.value] += 1

    def count_withdrawn(self, kind: Kind) -> None:
        """Count a page as new that had been found like another article: what they shared is boilerplate."""
        self.verdicts[kind.value] -= 1
        self.verdicts[Kind.NEW.value] += 1
        self.verdicts += Counter()  # drops what is zero

    def count_quarantined(self, reason: Reason) -> None:
        """Count a page that was no article."""
        self.quarantined[reason.value] += 1

    def rename_quarantined(self, before: Reason, after: Reason, pages: int) -> None:
        """Count pages in quarantine under another reason: more has become known of them."""
        self.quarantined[before.value] -= pages
        self.quarantined[after.value] += pages
        self.quarantined += Counter()  # drops what is zero

    def count_kept_away(self) -> None:
        """Count a page of an article that a person removed."""
        self.kept_away += 1

    def count_alternate(self) -> None:
        """Count a page that turned out to be another face, or a later page, of an article."""
        self.belonging += 1

    def count_refused(self, sentence: str) -> None:
        """Count an article that its source does not want fetched, and warn of it."""
        self.refused += 1
        self.warn(sentence)

    def count_lost(self, key: str) -> None:
        """Put down a key that no mirror gave."""
        self.lost.add(key)

    def count_settled(self, keys: Set[str]) -> None:
        """Take back keys that are lost no more: their next try is known."""
        self.lost -= keys

    def count_unread(self, url: str, error: Exception) -> None:
        """Count an answer that met an error which nobody expected, and warn of it: the run is not done."""
        self.unread += 1
        self.warn(f"{url} was not read, by an error of ours: {type(error).__name__}")

    def count_error(self, kind: str) -> None:
        """Count an exception that nobody expected, and warn of it: the run is not done.

        :param kind: of exception
        """
        self.errors += 1
        self.warn(f"an error of ours was met, {kind}: the log has its trace")

    def count_resumed(self, pages: int) -> None:
        """Put down how many pages of a killed run were judged first."""
        self.resumed = pages

    def count_learned(self, lines: int) -> None:
        """Put down how many lines were found to be boilerplate."""
        self.learned += lines

    def count_alarms(self, alarms: int) -> None:
        """Put down how many alarms the run raised."""
        self.alarms = alarms

    def explain_choice(self, sentence: str) -> None:
        """Keep why the first mirror was asked first."""
        self.choice = sentence

    def put_off(self, until: int) -> None:
        """Keep the end of a Retry-After, in seconds since 1970."""
        self.not_before = max(self.not_before, until)

    def count_stop(self, sentence: str) -> None:
        """Put down that the run's time was over."""
        self.stopped = True
        self.warn(sentence)

    def warn(self, sentence: str) -> None:
        """Keep a warning for the report, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def _cost(self, mirror: str) -> MirrorCost:
        return self.mirrors.setdefault(mirror, MirrorCost()) if mirror else self.elsewhere

    @property
    def known(self) -> int:
        """Known articles that the listings showed."""
        return len(self.known_articles)

    @property
    def outcome(self) -> str:
        """How a run ended that was not stopped.

        :returns: done; partial: something is left to the next run; empty: all listings were read, one at least in full,
            and not one article was found; failed: no listing was read
        """
        if self.listings_failed and not self.listings_read and not self.listings_unchanged:
            return "failed"
        if self.listings_failed or self.lost or self.unread or self.errors or self.stopped:
            return "partial"
        return "empty" if self.listings_read and not self._found else "done"

    @property
    def _found(self) -> bool:
        """Whether the listings showed an article, of whatever standing."""
        return bool(self.known_articles or self.unknown or self.waiting or self.kept_away)

    def report(self) -> dict[str, Any]:
        """Plain JSON values."""
        costs = (*self.mirrors.values(), self.elsewhere)
        return {
            **{name: sum(getattr(cost, of) for cost in costs) for name, of in SUMMED.items()},
            "answers": self.answers,
            "listings": {
                "read": self.listings_read,
                "unchanged": self.listings_unchanged,
                "failed": self.listings_failed,
            },
            "links": self.links,
            "known": self.known,
            "unknown": self.unknown,
            "waiting": self.waiting,
            "kept_away": self.kept_away,
            "resumed": self.resumed,
            "verdicts": dict(self.verdicts),
            "pending": self.pending,
            "alarms": self.alarms,
            "belonging": self.belonging,
            "learned": self.learned,
            "quarantined": dict(self.quarantined),
            "refused": self.refused,
            **({"unread": self.unread} if self.unread else {}),
            **({"errors": self.errors} if self.errors else {}),
            **({"proxy_failures": dict(self.proxy_failures)} if self.proxy_failures else {}),
            "lost": sorted(self.lost),
            "foreign": self.foreign,
            "left_out": self.left_out,
            "choice": self.choice,
            "causes": self.causes,
            "ttl": self.ttl,
            "not_before": self.not_before,
            "warnings": list(self.warnings),
            "listing_hosts": {"requests": self.elsewhere.requests, "bytes": self.elsewhere.bytes},
            "mirrors": {origin: asdict(cost) for origin, cost in self.mirrors.items()},
        }
