"""News about seizures, blocks, challenges and domains for sale is news, with and without a date, long and short."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest

from crawler.model.article import Article

NEWS = (Path(__file__).parent / "news_about_notices.txt").read_text(encoding="utf-8").split("=== ")[1:]
URL = "https://www.gazette.example/story/675634"

BARE = "<html lang='{lang}'><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
MENU = """<html lang='{lang}'><head><title>{title} - The Gazette</title></head><body><ul><li><a href='/'>World</a></li>
<li><a href='/b'>Business</a></li></ul><h1>{title}</h1><p>By Ada Brook</p>{text}
<footer>© The Gazette</footer></body></html>"""
DATED = """<html lang='{lang}'><head><title>{title}</title></head><body><h1>{title}</h1>
<p class='date'>22 June 2021 4:00 PM</p>{text}</body></html>"""
DECLARED = """<html lang='{lang}'><head><title>{title}</title><meta property='og:type' content='article'></head>
<body><article><h1>{title}</h1>{text}</article></body></html>"""


@pytest.mark.parametrize("template", [BARE, MENU, DATED, DECLARED], ids=["bare", "menu", "dated", "declared"])
@pytest.mark.parametrize("story", NEWS, ids=[story.splitlines()[1][:40] for story in NEWS])
def test_a_report_about_notices_is_an_article(story: str, template: str, read: Any) -> None:
    head, title, *paragraphs = story.strip().splitlines()
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    said = read(template.format(lang=head.split()[0], title=escape(title), text=text), url=URL)
    assert isinstance(said, Article), said
    assert paragraphs[-1] in said.text


@pytest.mark.parametrize(
    "flash",
    [
        "Farmers blocked access to the port of Calais on Monday, police said.",
        "A tanker has been seized by the navy off Bandar Abbas, the agency said.",
        "Police closed the site of the accident for two hours.",
        "Customs officers seized two tons of cocaine at a market in Antwerp.",
        "The court ordered the company to restrict access to the river.",
        "Both sides face a challenge, the human rights observer said.",
        "Der Zugang zum Bahnhof wurde nach einer Drohung gesperrt, teilte die Polizei mit.",
        "Des agriculteurs ont bloqué l'accès au site nucléaire de Flamanville.",
        "Der Menschenrechtsrat hat die Zahlen am Freitag bestätigt.",
        "El acceso a la autopista quedó bloqueado durante tres horas.",
        "Доступ к набережной ограничен по решению суда.",
        "The house on the hill is for sale, and its owner will not be reached by telephone.",
        "The ministry denied that the works of the painter are in the public domain and cannot be sold.",
    ],
)
def test_a_flash_of_one_sentence_is_news(flash: str, read: Any) -> None:
    for title in (" ".join(flash.split()[:6]), "Flash"):
        said = read(BARE.format(lang="", title=escape(title), text=f"<p>{escape(flash)}</p>"), url=URL)
        assert isinstance(said, Article), said


def test_there_are_twelve_reports_in_five_languages_half_of_them_short() -> None:
    assert len(NEWS) == 12
    assert len({story[:2] for story in NEWS}) == 5
    short = [story for story in NEWS if story[3:8] == "short"]
    assert all(100 <= len(story.split()) <= 160 for story in short)
    assert len(short) >= 6
