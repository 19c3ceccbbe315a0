"""Equal texts at many addresses that are no wall, each for a reason; and a mirror that shows a true text elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest

from newsroom.prose import write
from tests.desk.desk import Desk, OpenRoom

TEXT = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in write(7, 1).paragraphs)


def page(title: str, day: str = "", picture: str = "") -> str:
    head = f'<meta property="og:image" content="{picture}">' if picture else ""
    time = f'<time datetime="{day}T08:00:00Z">{day}</time>' if day else ""
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{time}<main>{TEXT}</main></body></html>"
    )


def serve(open_room: OpenRoom, folder: Path, pages: Mapping[str, str], titles: Mapping[str, str]) -> Desk:
    items = "".join(f"<item><link>{path}</link><title>{title}</title></item>" for path, title in titles.items())
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    for path, text in {**pages, "/rss.xml": feed}.items():
        (folder / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (folder / path.lstrip("/")).write_text(text)
    desk = open_room(articles=0, mirrors=1, serve_dir=str(folder))
    desk.configure(source=f'name = "Room"\nmirrors = ["{desk.room.origins[0]}"]\nfeeds = ["/rss.xml"]\n')
    return desk


NO_WALLS = {
    "a correction at three addresses": [("Correction", f"Correction to story {n}", "", "") for n in range(3)],
    "a weather page a day": [("Weather", f"Weather for day {n}", f"2026-11-0{n + 1}", "") for n in range(4)],
    "one agency text under three headlines": [(title, title, "", "") for title in ("Storm", "Coast hit", "Gale")],
    "cartoons": [("XKCD", f"Cartoon {n}", "", f"https://a.example/{n}.png") for n in range(20)],
}


@pytest.mark.parametrize("kind", NO_WALLS)
def test_pages_with_a_face_of_their_own_stay_articles(open_room: OpenRoom, tmp_path: Path, kind: str) -> None:
    rows = {f"/news/item-{n}.html": row for n, row in enumerate(NO_WALLS[kind])}
    pages = {path: page(title, day, picture) for path, (title, _, day, picture) in rows.items()}
    desk = serve(open_room, tmp_path / "site", pages, {path: listed for path, (_, listed, _, _) in rows.items()})
    report = desk.crawl()
    assert (report["outcome"], report["quarantined"]) == ("done", {})
    assert report["verdicts"] == {"new": 1, "near_duplicate": len(rows) - 1}
    assert len(desk.run("export", "room").stdout.splitlines()) == len(rows)


def test_a_true_text_shown_at_other_addresses_stands_at_its_own(open_room: OpenRoom, tmp_path: Path) -> None:
    titles = {
        f"/news/item-{n}.html": title for n, title in enumerate(["Storm", "Budget", "Ferries", "Museum", "River"])
    }
    desk = serve(open_room, tmp_path / "site", dict.fromkeys(titles, page("Storm", "2026-11-02")), titles)
    report = desk.crawl()
    assert (report["verdicts"], report["quarantined"]) == ({"new": 1}, {"repeated_text": 4})
    (article,) = desk.run("export", "room").stdout.splitlines()
    assert "/news/item-0.html" in article
