"""What no reader sees leaves the tree: hidden elements, texts for screen readers, fallbacks, controls, tooltips.

What is hidden until a script shows it is seen: an element, or elements beside each other, that hold most of the page's
prose stay whatever their style says, and so does what a paywall covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from crawler.canonical.writing_systems import letters, words_in
from crawler.extraction.furniture.furniture_lines import count_prose
from crawler.extraction.markup.tree import flat, lines_of, names_of, remove

PROSE_WORDS = 12
"""Words of a line, ended as sentences are, that counts as prose."""

MOST = 0.5
"""Share of the page's prose from which a hidden element is the article, waiting for its script."""

MIN_LETTERS = 300
"""Characters from which a hidden element may hold an article: shorter ones are not weighed."""

ASIDE_WORDS = 80
"""Words of the longest widget inside of a paragraph; the paragraph itself may bear a name of that kind."""

FALLBACKS = ("iframe", "video", "audio", "object", "canvas")
"""Elements whose content is for browsers that do not know them."""

CONTROLS = ("select", "datalist", "annotation", "annotation-xml")
"""Elements whose text is a choice of a form, or a formula's source beside the formula."""

_FIND_HIDDEN = etree.XPath(
    "//@hidden/.. | //@aria-hidden/.. | //@style[contains(translate(., 'DEHINO', 'dehino'), 'none')"
    " or contains(translate(., 'DEHINO', 'dehino'), 'hidden')]/.."
)
_FIND_ASIDES = etree.XPath(
    "//p//*[contains(@class, 'hare') or contains(@class, 'ooltip') or contains(@class, 'over') or @role='tooltip']"
)
_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_FOR_VOICES = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:s?-text|s?-only)?|visually[-_]?hidden)(?:$|\s)", re.IGNORECASE
)
_NOT_HIDDEN = re.compile(r"(?:^|\s)(?:not-sr-only|sr-only-undo|visually-shown)(?:$|\s)", re.IGNORECASE)
_WIDGET = re.compile(
    r"(?:^|\s)(?:(?:social|article|inline|page)?[-_]*(?:share|sharing)(?:[-_]*(?:bar|box|btn|button|buttons|icon|icons|"
    r"link|links|list|tool|tools|widget|this))?|social(?:[-_]media)?[-_]share|tooltip[-_]*(?:text|content|inner|body|"
    r"box|bubble)|popover(?:[-_]*(?:content|body|inner))?|rollover-[\w-]*block|"
    r"hover-?card[\w-]*)(?:$|\s)",
    re.IGNORECASE,
)
_TIP = re.compile(r"(?:^|\s)tooltip(?:$|\s)", re.IGNORECASE)
_TERM = re.compile(r"tooltip|term|gloss|abbr|hint|defin", re.IGNORECASE)
_NOTICE = re.compile(r"cookie|consent|gdpr|modal|popup|pop-up|newsletter|dialog|lightbox|overlay-menu|megamenu|toast")
_WHOLE = frozenset({"html", "body", "main", "article", "head", "title"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})


def strip_hidden(tree: HtmlElement) -> None:
    """Take out of a tree, in place, what no reader sees though its markup says so; scripts left it before."""
    for element in tree.iter(*FALLBACKS):
        element.text = None
        remove(list(element))
    controls = list(tree.iter(*CONTROLS))
    buttons = [button for button in tree.iter("button") if _is_control(button)]
    remove([*controls, *buttons, *filter(_is_aside, _FIND_ASIDES(tree))])
    hidden = [element for element in dict.fromkeys(_FIND_HIDDEN(tree)) if _is_hidden(element)]
    hidden += [element for element in tree.iter() if _is_for_voices(element.get("class", "")) and _is_hidden(element)]
    kept = _waiting(tree, hidden)
    remove([element for element in hidden if element not in kept])


def _is_control(button: HtmlElement) -> bool:
    """Whether a button has words and is one to press: one in a heading is what the heading says, and one around a
    picture is the picture with its caption."""
    if not flat(button) or next(button.iter("img", "picture", "figcaption"), None) is not None:
        return False
    return all(ancestor.tag not in _HEADINGS for ancestor in button.iterancestors())


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _WHOLE or not letters(flat(element)):  # a colon between the parts of a heading
        return False
    if element.get("hidden") is not None and element.get("hidden", "").lower() not in ("until-found", "false"):
        return True
    if _is_for_voices(element.get("class", "")):
        return not _is_headline(element)
    if _STYLE.search(element.get("style", "")):
        return True
    return element.get("aria-hidden", "").lower() == "true" and not (_is_drawn(element) or _is_covered(element))


@lru_cache(maxsize=4096)
def _is_for_voices(names: str) -> bool:
    """Whether a class is one of texts for screen readers; a page has few classes, many times."""
    return _FOR_VOICES.search(names) is not None and not _NOT_HIDDEN.search(names)


def _is_headline(element: HtmlElement) -> bool:
    """Whether an element is, or holds, a main heading: a page may show its title as a picture and write it for all."""
    return element.tag == "h1" or next(element.iter("h1"), None) is not None


def _is_drawn(element: HtmlElement) -> bool:
    """Whether a reader sees what a voice does not say: the first letter of a word, or a text that is also written for
    voices beside it."""
    if element.getparent() is None:
        return True
    text = flat(element)
    if text[-1:].isalnum() and (element.tail or "")[:1].isalnum():
        return True
    beside = (element.getprevious(), element.getnext())
    return bool(text) and any(each is not None and _is_for_voices(each.get("class", "")) for each in beside)


def _is_covered(element: HtmlElement) -> bool:
    """Whether an element is for eyes: a paragraph that a paywall keeps from voices, a caption told by the picture."""
    if element.tag == "p" and words_in(flat(element)) >= PROSE_WORDS:
        return True
    return element.tag == "figcaption" or next(element.iterancestors("figcaption"), None) is not None


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element inside of a paragraph is a widget or the bubble of a term, and short."""
    names = names_of(element)
    found = element.get("role") == "tooltip" or _WIDGET.search(names) is not None
    if not found and _TIP.search(names):
        parent = element.getparent()
        found = parent is not None and parent.tag != "p" and _TERM.search(names_of(parent)) is not None
    return found and words_in(flat(element)) <= ASIDE_WORDS


def _waiting(tree: HtmlElement, hidden: Iterable[HtmlElement]) -> frozenset[HtmlElement]:
    """Those of the hidden elements that hold, with those beside them, most of the page's prose."""
    families: dict[HtmlElement, list[HtmlElement]] = {}
    for element in hidden:
        if (parent := element.getparent()) is not None and not _NOTICE.search(names_of(element)):
            families.setdefault(parent, []).append(element)
    large = [family for family in families.values() if sum(len(flat(each)) for each in family) >= MIN_LETTERS]
    weighed = [(family, words) for family in large if (words := sum(map(_prose, family)))]
    whole = _prose(tree) if weighed else 0
    return frozenset(each for family, words in weighed if words > MOST * whole for each in family)


def _prose(element: HtmlElement) -> int:
    return count_prose(lines_of(element), PROSE_WORDS)
