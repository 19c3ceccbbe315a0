"""What a real page carries besides its article: style rules, scripts, a menu of everything, a site map in the footer.

Of 217 real article pages of 2019 to 2026 the lightest tenth weigh under 55 kB and the median 185 kB; with this, a
page of ours weighs about 60 kB, so that what it costs to fetch and read one is measured without flattery.
"""

from __future__ import annotations

import json

from newsroom.prose import SECTIONS

_TOPICS = (
    "Markets", "Transport", "Courts", "Schools", "Harbours", "Weather", "Theatre", "Cycling", "Energy", "Housing",
    "Archives", "Museums", "Railways", "Fisheries", "Gardens", "Clinics", "Elections", "Rowing", "Letters", "Opinion",
)  # fmt: skip

_SHADES = ("#1b1b1b", "#2f4858", "#33658a", "#86bbd8", "#f6ae2d", "#f26419", "#eeeeee", "#fafafa")


def dress_page(page: str) -> str:
    """Put the chrome around a finished page.

    >>> len(dress_page("<html><head></head><body><main>text</main></body></html>")) > 45_000
    True
    """
    page = page.replace("</head>", f"{_HEAD}</head>", 1)
    start = page.find(">", page.find("<body")) + 1
    return page[:start] + _MENU + page[start:].replace("</body>", f"{_FOOTER}</body>", 1)


def _style() -> str:
    rules = (
        f".{topic.lower()}-{part}{{color:{_SHADES[number % 8]};margin:{number % 9}px {part}px;"
        f"font:{12 + number % 9}px/1.{part} Georgia,serif;border-bottom:1px solid {_SHADES[part % 8]}}}"
        for number, topic in enumerate(_TOPICS)
        for part in range(10)
    )
    return "<style>" + "\n".join(rules) + "</style>"


def _settings() -> str:
    slots = [
        {"slot": f"{topic.lower()}-{number}", "sizes": [[300, 250], [728, 90]], "lazy": True, "topic": topic}
        for topic in _TOPICS
        for number in range(6)
    ]
    return f"<script>window.lantern={json.dumps({'slots': slots})};</script>"


def _menu() -> str:
    menu = ""
    for section in map(str.lower, SECTIONS):
        menu += f'<li class="column"><a href="/section/{section}">{section.title()}</a><ul>'
        for topic in _TOPICS:
            menu += f'<li><a class="{topic.lower()}-1" href="/topic/{section}/{topic.lower()}">{topic}</a></li>'
        menu += "</ul></li>"
    return f'<nav class="everything" aria-label="All sections"><ul>{menu}</ul></nav>'


def _footer() -> str:
    groups = ""
    for topic in _TOPICS:
        groups += f'<div class="group"><h5>{topic}</h5><ul>'
        for year in range(2020, 2027):
            groups += f'<li><a href="/topic/{topic.lower()}/{year}">{topic} in {year}</a></li>'
        groups += "</ul></div>"
    return f'<footer class="site-map">{groups}</footer>'


_HEAD, _MENU, _FOOTER = _style() + _settings(), _menu(), _footer()
