"""What stands in a page's source and no reader sees: taken out of its tree.

Style sheets are not read. So what hides an element has to stand in the page itself: an attribute, a style, a class
that means the same on most sites. A site may hide its article until a script or a payment shows it; so what is hidden
stays where it holds more prose than all that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.extraction.markup.tree import ends_line_of_prose, flat, lines_of, names_of, remove

FALLBACKS = ("iframe", "video", "audio", "object", "canvas")
"""Elements whose content is for browsers that do not know them; the elements stay, for captions stand beside them."""

CONTROLS = ("select", "datalist", "noembed", "noframes", "annotation", "annotation-xml")
"""Elements that only a form, an old browser or a program reads."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})
"""Elements whose button holds their own text: the question of a folded answer."""

MAX_LABEL = 12
"""Words of the longest inline share button; a longer one has the sentence in it."""

MIN_HIDDEN = 60
"""Words of prose from which what is hidden is compared with what is shown; fewer are a notice or a tooltip."""

_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_FOR_EARS = frozenset(
    """
    sr-only sr_only sronly visually-hidden visuallyhidden visually_hidden u-visually-hidden u-visuallyhidden
    is-visually-hidden hidden-visually screen-reader-text screen-reader-only screenreader-only screenreader
    screen-reader screenreader-text assistive-text element-invisible show-for-sr for-screen-reader a11y-hidden
    accessibly-hidden u-hiddenvisually reader-only offscreen off-screen aural-text vh
    """.split()
)
"""Classes for text that is read aloud and not shown: of Bootstrap, WordPress, Drupal, Foundation and their like."""

_NOT_TEXT = re.compile(r"cookie|consent|gdpr|modal|popup|pop-up|overlay|newsletter|lightbox|dialog|tooltip|menu|nav\b")
"""Names of what sites hide until it is asked for, and that is never the article."""

_SHARES = re.compile(r"(?:^|[\s_-])(?:share|sharing|sharedaddy|addtoany|addthis|social)(?:$|[\s_-])")
_TIPS = re.compile(r"tool-?tip[\s_-]*(?:text|content|body|inner)|popover|(?:^|\s)tooltip(?:$|\s)")
_INLINE = frozenset({"span", "a", "abbr", "dfn", "sup", "small", "i", "em", "b", "strong", "button"})
_HIDDEN_PATH = etree.XPath("//*[@hidden or @aria-hidden or @style or @class or @role][not(self::html or self::body)]")


def strip_hidden(tree: HtmlElement) -> None:
    """Take out of a tree, in place, what no reader sees; ``<time>`` stays for those who look for dates."""
    _strip_controls(tree)
    hidden = [element for element in _HIDDEN_PATH(tree) if _is_hidden(element)]
    if not hidden:
        return
    outermost = [element for element in hidden if not set(hidden).intersection(element.iterancestors())]
    gone = [element for element in outermost if next(element.iter("h1"), None) is None or _is_copy(element, tree)]
    for element in _without_article(gone, tree):
        _drop(element)


def _strip_controls(tree: HtmlElement) -> None:
    for element in list(tree.iter(*FALLBACKS)):
        if not _is_whole(element, tree):
            element.text = None
            del element[:]
    remove_all(tree.iter(*CONTROLS))
    for element in list(tree.iter("math")):
        etree.strip_tags(element, "*")
        element.tag = "span"
