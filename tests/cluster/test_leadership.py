"""One process of all leads: by a lease with an end, on the database's clock."""

from __future__ import annotations

from crawler.archive.database.store import Archive
from crawler.archive.installation.leadership import give_up_leadership, load_leader, take_leadership


def test_who_comes_first_leads_until_its_lease_ends(archive: Archive) -> None:
    assert archive.call(take_leadership, "a", "host", 60.0)
    assert not archive.call(take_leadership, "b", "host", 60.0)
    assert archive.call(take_leadership, "a", "host", -1.0), "it renews its own, with an end that is past"
    assert archive.call(take_leadership, "b", "host", 60.0)
    assert not archive.call(take_leadership, "a", "host", 60.0), "one that was frozen comes back too late"


def test_a_lease_that_is_given_up_is_free_at_once(archive: Archive) -> None:
    archive.call(take_leadership, "a", "host", 60.0)
    archive.call(give_up_leadership, "b")
    assert not archive.call(take_leadership, "b", "host", 60.0), "nobody gives up what another has"
    archive.call(give_up_leadership, "a")
    assert archive.call(take_leadership, "b", "host", 60.0)


def test_it_leads_since_it_took_the_lease_not_since_it_renewed_it(archive: Archive) -> None:
    archive.call(take_leadership, "a", "one", 60.0)
    first = archive.read(load_leader)
    archive.call(take_leadership, "a", "one", 60.0)
    second = archive.read(load_leader)
    assert first is not None
    assert second is not None
    assert (second.holder, second.host, second.since) == ("a", "one", first.since)
    archive.call(take_leadership, "a", "one", -1.0)
    archive.call(take_leadership, "b", "two", 60.0)
    third = archive.read(load_leader)
    assert third is not None
    assert third.since > first.since
