"""Tables are rows with tabs, code keeps its lines, a list that is told stays, and nothing stands twice."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.markup.blocks import fold_blocks, unfold_blocks
from crawler.extraction.markup.tree import lines_of, parse
from crawler.extraction.text.misnamed import rename_article_parts
from tests.extraction.test_unseen import BODY, URL, page


def with_block(block: str) -> str:
    paragraphs = "</p><p>".join(BODY)
    head, tail = paragraphs.split(BODY[2])
    return page([], before=f"<p>{head}{BODY[2]}</p>{block}<p>{tail.removeprefix('</p><p>')}</p>")


TABLE = """<table><thead><tr><th></th><th>Boats</th><th>Seats</th></tr></thead><tbody>
<tr><td>Arnby</td><td>12</td><td><a href='/x'>400</a></td></tr><tr><td>Oxholm<br>Quay</td><td>3</td><td></td></tr>
</tbody></table>"""


def test_a_table_is_a_line_for_each_row_with_tabs_between_cells(read: Any) -> None:
    lines = read(with_block(TABLE), url=URL).text.splitlines()
    place = lines.index(BODY[2])
    assert lines[place + 1 : place + 4] == ["\tBoats\tSeats", "Arnby\t12\t400", "Oxholm Quay\t3"]


@pytest.mark.parametrize(
    "table",
    [
        "<table class='calendar'><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        "<table><tr><td><a href='/a'>A story</a></td><td><a href='/b'>B story</a></td></tr>"
        "<tr><td><a href='/c'>C story</a></td><td><a href='/d'>D story</a></td></tr></table>",
        "<table><tr><td>Only one row</td><td>of two cells</td></tr></table>",
    ],
)
def test_a_frame_a_calendar_and_a_list_of_links_are_no_tables(table: str) -> None:
    tree = parse(f"<html><body>{table}</body></html>")
    fold_blocks(tree)
    assert next(tree.iter("table"), None) is not None


def test_code_keeps_its_lines_and_wrapped_prose_does_not(read: Any) -> None:
    code = "<pre><code>def sail(boat):\n    if boat:\n        return 1\n</code></pre>"
    assert "def sail(boat):\nif boat:\nreturn 1\n" in read(with_block(code), url=URL).text
    prose = f"<pre>{BODY[0]}\n{BODY[1]}\n\n{BODY[2]}</pre>"
    tree = parse(f"<html><body>{prose}</body></html>")
    fold_blocks(tree)
    assert unfold_blocks(lines_of(tree)) == [f"{BODY[0]} {BODY[1]}", BODY[2]]


def test_a_page_that_prints_a_sentence_once_has_it_once(read: Any) -> None:
    mixed = "The mayor said the depth <math><mi>d</mi></math> of the mail&amp;nbsp;ferry is small enough in winter."
    text = read(page([*BODY[:3], mixed, *BODY[3:]]), url=URL).text
    assert text.count("is small enough in winter") == 1


@pytest.mark.parametrize("name", ["aside", "footer", "header", "nav"])
def test_the_article_is_read_in_an_element_of_any_name(name: str, read: Any) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    html = f"""<html><head><title>Ferries sail again</title></head><body><main><h1>Ferries sail again</h1>
<{name} class="story">{text}</{name}></main><footer><p>© The Gazette. All rights reserved.</p></footer>
<div class="cookie"><p>We keep cookies on your device so that our pages load sooner for you.</p></div></body></html>"""
    assert read(html, url=URL).text.splitlines() == BODY


def test_a_foot_beside_an_article_stays_out(read: Any) -> None:
    foot = "<p>The Gazette has been printed in the harbour town since the spring of the year 1871.</p>" * 4
    html = page(BODY).replace("</article>", f"</article><footer>{foot}<p>© The Gazette</p></footer>")
    assert read(html, url=URL).text.splitlines() == BODY


def test_the_source_of_a_quotation_belongs_to_it() -> None:
    tree = parse("<html><body><blockquote><p>We sail.</p><footer>Ada Brook</footer></blockquote></body></html>")
    rename_article_parts(tree, lines_of(tree))
    assert next(tree.iter("footer"), None) is None
    assert lines_of(tree) == ["We sail.", "Ada Brook"]
