"""A proxy that is down counts against nobody, and is told with the cure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.desk.daemons import StartDaemon, runs
from tests.desk.desk import wait_until
from tests.desk.metrics_page import free_port, scrape, value
from tests.desk.proxies import SocksServer, TunnelServer
from tests.proxies.conftest import ONE, OpenBehind, table

MARKS = "select mirror, state from mirror_health where state <> 'active'"

ITS_OWN = {
    "gone": "cannot be reached (connection refused",
    "socks 1": "General SOCKS server failure",
    "socks 2": "not allowed by ruleset",
    "socks 3": "Network unreachable",
    "http 407": "another user name and password",
    "http 403": "its rules forbid it",
    "http 500": "HTTP 500",
}
"""How a proxy fails by itself, and what is told of it."""

THE_MIRRORS = ("socks 4", "socks 5", "socks 6", "http 502", "http 503", "http 504")
"""How it says that it could not reach a mirror."""


@pytest.fixture
def refusing() -> Iterator[dict[str, str]]:
    """The URLs of proxies that fail, each in its way."""
    urls: dict[str, str] = {}
    with ExitStack() as stack:
        for how in (*ITS_OWN, *THE_MIRRORS):
            kind, _, code = how.partition(" ")
            proxy = stack.enter_context(TunnelServer({}) if kind == "http" else SocksServer({}))
            proxy.refusing, urls[how] = int(code or 0), proxy.url
            if how == "gone":
                proxy.__exit__(None, None, None)
        yield urls


def _name(how: str) -> str:
    return f"http://{how.replace(' ', '-')}.example"


def test_it_is_nobody_s_fault(open_behind: OpenBehind, refusing: dict[str, str]) -> None:
    behind = open_behind(articles=1)
    behind.configure([table(_name(how), refusing[how]) for how in ITS_OWN])
    told = behind.run("crawl", "room", code=6)
    assert [words for words in ITS_OWN.values() if words not in told] == []
    assert "No mirror is marked for it" in told
    assert behind.desk.ask(MARKS) == []
    ((outcome, report),) = behind.desk.ask("select outcome, report from runs")
    assert outcome == "unreachable"
    assert json.loads(report)["proxy_failures"] == {refusing[how]: 1 for how in ITS_OWN}


def test_the_mirrors_without_it_go_on(open_behind: OpenBehind, refusing: dict[str, str]) -> None:
    behind = open_behind()
    direct = behind.desk.room.origins[1]
    behind.configure([table(f"http://{ONE}", refusing["gone"]), table(direct)])
    report = behind.crawl()
    assert (report["outcome"], report["verdicts"]) == ("partial", {"new": 4})
    assert 1 <= sum(report["proxy_failures"].values()) <= 3, "then it is left alone, for this run"
    assert any("cannot be reached" in warning for warning in report["warnings"])
    assert behind.desk.ask(MARKS) == []


def test_a_mirror_that_it_cannot_reach_is_at_fault_itself(open_behind: OpenBehind, refusing: dict[str, str]) -> None:
    behind = open_behind(articles=1)
    direct = behind.desk.room.origins[1]
    behind.configure([*(table(_name(how), refusing[how]) for how in THE_MIRRORS), table(direct)])
    report = behind.crawl()
    assert [how for how in THE_MIRRORS if "says the proxy" not in report["causes"][_name(how)]] == []
    assert "proxy_failures" not in report
    assert set(behind.desk.ask(MARKS)) == {(_name(how), "degraded") for how in THE_MIRRORS}


@pytest.mark.parametrize("kind", ["socks5h", "http"])
def test_a_password_opens_it_and_is_told_nobody(open_behind: OpenBehind, kind: str) -> None:
    behind = open_behind(articles=1, password="hunter2")
    proxy = behind.tunnel if kind == "http" else behind.socks
    secret = behind.desk.folder / "secret"
    secret.write_text(f"{proxy.url}\n")
    behind.configure([table(f"http://{ONE}", proxy_file=str(secret))])
    shown = behind.run("crawl", "room") + behind.run("source", "show", "room")
    assert proxy.users[0] == "reader"
    assert f"through {kind}://127.0.0.1:{proxy.port}" in shown
    secret.write_text(proxy.url.replace("hunter2", "hunter3"))
    refused = behind.run("crawl", "room", code=6)
    assert "proxy" in refused
    rows = behind.desk.ask("select report from runs")
    assert not any(word in text for text in (shown, refused, str(rows)) for word in ("hunter", "reader"))


def test_a_daemon_says_so_once_counts_it_and_goes_on_when_it_is_back(
    open_behind: OpenBehind, start_daemon: StartDaemon
) -> None:
    behind = open_behind(articles=2)
    with SocksServer({}) as gone:
        port, url = gone.port, gone.url
    metrics = free_port()
    behind.configure([table(f"http://{ONE}", url)], lines='every = "1s"\nfeeds = ["/rss.xml"]\n')
    settings = behind.desk.config / "mirrorfold.toml"
    settings.write_text(f"{settings.read_text()}[metrics]\nport = {metrics}\n")
    daemon = start_daemon(behind.desk)
    wait_until(lambda: runs(behind.desk) >= 3, "it is tried again")
    said = [row for row in daemon.rows() if "cannot be reached" in row["says"]]
    assert len(said) == 1
    assert (value(scrape(metrics), "proxy_failures_total") or 0) >= 2
    with SocksServer(behind.socks.places, port=port):
        wait_until(lambda: daemon.says("the proxy of room works again"), "it is told when that is over")
        wait_until(lambda: behind.desk.ask("select count(*) from articles") == [(2,)], "what was missed is read")
    assert behind.desk.ask(MARKS) == []
