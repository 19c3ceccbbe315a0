"""A feed whose links stay on the bare host of one mirror, whichever mirror serves it; no dates, odd slugs."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from newsroom.chrome import dress_page
from newsroom.prose import write
from tests.desk.desk import Desk, OpenRoom

DATA = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SHIPPED = Path(__file__).parents[2] / "config" / "sources" / "presstv.toml"

SLUGS = (
    "Iran-Oman-talks", "-leading-hyphen", "trailing-hyphen-", "quoted-%E2%80%98massacre%E2%80%99", "Seven,-3-hurt",
    "with-%C2%A0-no-break-space", "two--hyphens", "plain", "", "UPPER-and-lower",
)  # fmt: skip


def _own_feed() -> bytes:
    links = [f"https://presstv.ir/Detail/2026/08/{5 + n // 4:02}/{774400 + n}/{slug}" for n, slug in enumerate(SLUGS)]
    items = "".join(f"<item><link>{escape(link)}</link><title>Item {n}</title></item>" for n, link in enumerate(links))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def _real_feed() -> bytes:
    path = DATA / "presstv" / "rss.xml"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()


def _serve(folder: Path, feed: bytes) -> list[str]:
    """Write the feed and a page with real chrome for each of its links; return the links."""
    (folder / "rss.xml").write_bytes(feed)
    links = re.findall(r"<link>(https://presstv\.ir/Detail/[^<]*)</link>", feed.decode())
    for number, link in enumerate(links):
        path = folder / unquote(urlsplit(link).path).lstrip("/")
        path = path / "index.html" if str(link).endswith("/") else path
        path.parent.mkdir(parents=True, exist_ok=True)
        story = "".join(f"<p>{escape(text)}</p>" for text in write(7, number).paragraphs)
        page = f"<html><head><title>Item {number} - Press TV</title></head><body><article><h1>Item {number}</h1>{story}"
        path.write_text(dress_page(page + "</article></body></html>"))
    return links


def _crawl_shipped_source(open_room: OpenRoom, folder: Path, feed: bytes) -> tuple[Desk, list[str]]:
    folder.mkdir()
    links = _serve(folder, feed)
    desk = open_room(articles=0, mirrors=2, serve_dir=str(folder))
    ports = [origin.rpartition(":")[2] for origin in desk.room.origins]
    shipped = SHIPPED.read_text()
    for host, port in zip(("www.presstv.ir", "www.presstv.co.uk"), ports, strict=True):
        shipped = shipped.replace(f"https://{host}", f"http://{host}:{port}")
    desk.configure(source=shipped)
    names = '[network.resolve]\n"www.presstv.ir" = "127.0.0.1"\n"www.presstv.co.uk" = "127.0.0.1"\n'
    settings = desk.config / "mirrorfold.toml"
    settings.write_text(settings.read_text() + names)
    return desk, links


@pytest.mark.parametrize("feed", [_own_feed, _real_feed], ids=["own", "real"])
def test_all_items_come_once_each_dated_from_their_urls(open_room: OpenRoom, tmp_path: Path, feed: object) -> None:
    desk, links = _crawl_shipped_source(open_room, tmp_path / "served", feed())  # type: ignore[operator]
    report = desk.crawl("Press TV")
    assert len(links) == 10
    assert report["verdicts"] == {"new": 10}
    assert report["foreign"] == {}
    wanted = sorted("-".join(link.split("/")[4:7]) for link in links)
    assert sorted(day for (day,) in desk.ask("select substr(published, 1, 10) from revisions")) == wanted
    assert sum(desk.served().values()) == 10


def test_every_spelling_of_a_link_has_the_same_key(open_room: OpenRoom, tmp_path: Path) -> None:
    desk, links = _crawl_shipped_source(open_room, tmp_path / "served", _own_feed())
    path = quote(unquote(urlsplit(links[3]).path))
    port = desk.room.origins[1].rpartition(":")[2]
    spellings = [
        links[3], f"http://www.presstv.ir{path}", f"http://presstv.co.uk:{port}{path}?utm_source=feed",
        f"https://www.presstv.co.uk{path}#comments",
    ]  # fmt: skip
    rows = desk.run("canonical", "--source", "Press TV", *spellings).stdout.splitlines()
    assert len({row.partition('"key": ')[2].partition(",")[0] for row in rows}) == 1
