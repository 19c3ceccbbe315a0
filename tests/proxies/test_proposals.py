"""A host that may be a mirror is asked through the proxy of its source's mirrors, and so when it has become one."""

from __future__ import annotations

from pathlib import Path

from tests.desk.file_site import write_article_page
from tests.proxies.conftest import ONE, OpenBehind, table

ONION = "a" * 56 + ".onion"


def test_an_onion_service_that_pages_name_is_probed_accepted_and_crawled(
    open_behind: OpenBehind, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    (site / "news").mkdir(parents=True)
    meta = f'<head><meta http-equiv="onion-location" content="http://{ONION}/">'
    for number in range(4):
        (site / "news" / str(number)).write_text(write_article_page(number).replace("<head>", meta))
    links = "".join(f"<item><link>/news/{number}</link></item>" for number in range(4))
    (site / "rss.xml").write_text(f"<rss version='2.0'><channel><title>x</title>{links}</channel></rss>")
    behind = open_behind(articles=0, mirrors=2, serve_dir=str(site))
    behind.socks.places[f"{ONION}:80"] = behind.ports[1]
    lines = 'feeds = ["/rss.xml"]\n'
    behind.configure([table(f"http://{ONE}", behind.socks.url)], lines=lines)
    source = behind.desk.config / "sources" / "room.toml"
    source.write_text(source.read_text().replace(f'articles = "{source.read_text().split(chr(34))[-2]}"\n', ""))
    assert behind.crawl()["verdicts"] == {"new": 4}
    behind.socks.log.clear()
    told = behind.run("mirrors", "probe", ONION)
    assert "4 of 4 articles agree" in told
    assert behind.socks.names() == {ONION}
    assert behind.witnessed.names == {"127.0.0.1"}
    behind.run("mirrors", "accept", ONION, "--reason", "their own word")
    assert f'{{url = "http://{ONION}", proxy = "{behind.socks.url}"}}' in source.read_text()
    behind.socks.log.clear()
    behind.crawl()
    assert behind.socks.names() == {ONE, ONION}
    assert behind.witnessed.names == {"127.0.0.1"}
