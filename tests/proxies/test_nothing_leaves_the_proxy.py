"""A mirror that has a proxy is asked through it alone. Witnesses: the proxy's own log, and the interpreter's events."""

from __future__ import annotations

from tests.proxies.conftest import NAMES, ONE, TWO, OpenBehind, table


def test_a_crawl_through_socks_looks_no_name_up_here(open_behind: OpenBehind) -> None:
    behind = open_behind()
    report = behind.crawl()
    assert (report["outcome"], report["verdicts"]) == ("done", {"new": 4})
    assert behind.socks.names() == set(NAMES)
    assert behind.witnessed.names == {"127.0.0.1"}, "the proxy's own address, and no name"
    assert behind.witnessed.places == {("127.0.0.1", behind.socks.port)}
    paths = [row["path"] for row in behind.desk.room.log_rows()]
    assert paths.count("/robots.txt") == paths.count("/rss.xml") == 2, "robots and listings went the same way"


def test_the_witness_sees_what_a_mirror_without_a_proxy_has_looked_up(open_behind: OpenBehind) -> None:
    behind = open_behind()
    behind.configure([table("http://elsewhere.invalid"), table(f"http://{ONE}", behind.socks.url)])
    behind.run("crawl", "room")
    assert "elsewhere.invalid" in behind.witnessed.names
    assert ONE not in behind.witnessed.names


def test_a_tunnel_of_an_http_proxy_carries_all_of_it_too(open_behind: OpenBehind) -> None:
    behind = open_behind()
    behind.configure([table(f"http://{name}", behind.tunnel.url) for name in NAMES])
    assert behind.crawl()["verdicts"] == {"new": 4}
    assert behind.tunnel.names() == set(NAMES)
    assert behind.witnessed.names == {"127.0.0.1"}
    assert behind.witnessed.places == {("127.0.0.1", behind.tunnel.port)}


def test_network_proxy_is_that_of_every_mirror_that_names_no_other(open_behind: OpenBehind) -> None:
    behind = open_behind()
    direct = behind.desk.room.origins[1]
    network = f'proxy = "{behind.socks.url}"'
    behind.configure([table(f"http://{ONE}"), table(direct, "none")], network)
    behind.crawl()
    assert behind.socks.names() == {ONE}
    asked = [row for row in behind.desk.room.log_rows() if row["path"] == "/rss.xml"]
    assert len(asked) == 2, "the mirror that says none was asked directly"
    behind.configure([table(f"http://{ONE}"), table(f"http://{TWO}", behind.tunnel.url)], network)
    behind.crawl()
    assert (behind.socks.names(), behind.tunnel.names()) == ({ONE}, {TWO})


def test_a_listing_on_another_host_goes_by_the_proxy_that_all_mirrors_have(open_behind: OpenBehind) -> None:
    behind = open_behind()
    behind.socks.places["listings.example"] = behind.ports[0]
    one, two = (table(f"http://{name}", behind.socks.url) for name in NAMES)
    behind.configure([one, two], lines='feeds = ["http://listings.example/rss.xml"]\n')
    behind.crawl()
    assert "listings.example" in behind.socks.names()
    assert behind.witnessed.names == {"127.0.0.1"}


def test_a_site_that_is_to_be_added_is_looked_at_through_that_of_all(open_behind: OpenBehind) -> None:
    behind = open_behind()
    behind.configure([table(f"http://{TWO}")], f'proxy = "{behind.socks.url}"')
    told = behind.run("source", "add", f"http://{ONE}", "--print")
    assert f'mirrors = ["http://{ONE}"' in told
    assert ONE in behind.socks.names()
    assert behind.witnessed.names == {"127.0.0.1"}
    assert behind.witnessed.places == {("127.0.0.1", behind.socks.port)}


def test_what_is_asked_by_hand_goes_the_same_way(open_behind: OpenBehind) -> None:
    behind = open_behind()
    for words in (["robots", "room"], ["source", "test", "room"], ["mirrors", "check", "room"]):
        behind.socks.log.clear()
        behind.run(*words)
        assert behind.socks.names() == set(NAMES), words
        assert behind.witnessed.names == {"127.0.0.1"}, words
    behind.socks.log.clear()
    behind.configure([table(behind.desk.room.origins[1]), table(f"http://{ONE}", behind.socks.url)])
    behind.run("source", "test", "room")
    assert behind.socks.names() == {ONE}, "the second mirror's way is not the first's"
    assert behind.witnessed.names <= {"127.0.0.1"}
