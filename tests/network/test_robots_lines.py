"""The line of a robots.txt that is named is the one that the parser went by."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.network.robots import Robots

SITE = "https://news.example"

PATHS = st.lists(
    st.sampled_from(["/", "news", "a", "%61", "é", "%C3%A9", "?", "=", "index.html", "$", "&", "-", ".html"]),
    max_size=5,
).map("".join)
PATTERNS = st.lists(
    st.sampled_from(["/", "news", "a", "%61", "é", "*", "$", "?", "=", "index.html", ".html", "http://x/", "\u2028"]),
    max_size=5,
).map("".join)
VERBS = st.sampled_from(["Allow:", "Disallow:", "disallow :", "Dissalow:", "Disallow", "ALLOW "])
RULES = st.builds("{} {}".format, VERBS, PATTERNS)
OTHERS = st.sampled_from(
    [
        "User-agent: *",
        "User-agent: mirrorfold",
        "User-agent: mirror",
        "# a remark",
        "",
        "Sitemap: /s.xml",
        "Crawl-delay: 1",
    ]
)
LINES = st.lists(st.one_of(RULES, RULES, OTHERS), max_size=14)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


@given(lines=LINES, path=PATHS, line_break=BREAKS)
@example(lines=["User-agent: *", "Disallow: /a", "Allow: /a/index.html"], path="a/", line_break="\n")
def test_parser_and_named_line_agree(lines: list[str], path: str, line_break: str) -> None:
    robots = Robots(200, line_break.join(lines).encode())
    url = f"{SITE}/{path}"
    rule = robots.find_rule(url)
    if rule is None:
        assert robots.allows(url), "what no line is about is allowed"
        return
    assert robots.allows(url) is bool(re.match("allow", rule.text, re.IGNORECASE))
    written = lines[rule.number - 1]
    assert written.strip().replace("\u2028", "%E2%80%A8") == rule.text
    alone = Robots(200, f"User-agent: *\nDisallow: /\n{rule.text}".encode())
    assert alone.allows(url) is robots.allows(url), "the line is about this address"


@pytest.mark.parametrize(
    ("text", "path", "named"),
    [
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", 'line 3: "Allow: /news/"'),
        ("User-agent: *\nDisallow: /news/ # no robots\n", "/news/1", 'line 2: "Disallow: /news/"'),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Mirrorfold\nDisallow: /a", "/a/1", 'line 5: "Disallow: /a"'),
        ("User-agent: *\nDisallow: /n\nDisallow: /news\nAllow: /ne", "/news/1", 'line 3: "Disallow: /news"'),
        ("User-agent: *\nDisallow:\n", "/news/1", "None"),
    ],
)
def test_the_longest_line_is_named_as_it_stands_in_the_file(text: str, path: str, named: str) -> None:
    assert str(Robots(200, text.encode()).find_rule(SITE + path)) == named


def test_the_line_of_a_long_file_is_found_in_no_time() -> None:
    lines = [f"Disallow: /archive/{number}/" for number in range(15_000)]
    body = "\n".join(["User-agent: *", *lines, "Disallow: /news/"]).encode()
    begun = time.monotonic()
    rule = Robots(200, body).find_rule(f"{SITE}/news/1")
    assert rule is not None
    assert rule.number == 15_002
    assert time.monotonic() - begun < 2
