"""Two pages say the same where each has what was read of the other, though the texts that were read differ."""

from __future__ import annotations

import pytest

from crawler.canonical.whole_page import LONGEST_LINE, MOST_LINES, keep_lines, say_same

HEAD, FIRST, LAST = "Harbour news", "A fire broke out at the docks.", "Nobody was hurt, the police said."
BANNER = "Server kept by the club"
PAGE = keep_lines(["Home", HEAD, "team", "9 Nov", FIRST, LAST, "Imprint"])


def text(*lines: str) -> str:
    return "\n".join(lines)


def test_a_page_is_kept_in_the_order_of_its_lines_without_case_and_punctuation() -> None:
    assert PAGE[:2] == ["home", "harbour news"]
    assert PAGE[4:] == ["a fire broke out at the docks", "nobody was hurt, the police said", "imprint"]


def test_of_a_long_page_both_ends_are_kept_and_of_a_long_line_the_beginning() -> None:
    lines = keep_lines([f"line {n}" for n in range(3 * MOST_LINES)])
    assert (len(lines), lines[0], lines[-1]) == (MOST_LINES, "line 0", f"line {3 * MOST_LINES - 1}")
    assert keep_lines(["x" * 5000]) == ["x" * LONGEST_LINE]


@pytest.mark.parametrize("head", [HEAD, "Harbour news team 9 Nov", "team 9 Nov"])
def test_a_line_that_was_read_on_one_page_and_stands_on_the_other_is_no_difference(head: str) -> None:
    assert say_same((text(head, FIRST, LAST), text(FIRST, LAST)), (PAGE, PAGE))
    assert say_same((text(FIRST, LAST), text(head, FIRST, LAST)), (PAGE, PAGE))


def test_a_line_that_the_other_page_has_not_is_a_difference() -> None:
    without = [line for line in PAGE if line != "nobody was hurt, the police said"]
    assert not say_same((text(FIRST, LAST), text(FIRST)), (PAGE, without))


def test_a_number_that_was_changed_is_a_difference_whatever_else_was_read() -> None:
    here, there = "The police counted 400 people.", "The police counted 500 people."
    pages = keep_lines([HEAD, here]), keep_lines([HEAD, there])
    assert not say_same((text(HEAD, here), text(there)), pages)


def test_a_sentence_that_was_cut_off_is_a_difference() -> None:
    pages = keep_lines([f"{FIRST} {LAST}"]), keep_lines([FIRST])
    assert not say_same((text(f"{FIRST} {LAST}"), text(FIRST)), pages)


def test_paragraphs_in_another_order_are_a_difference() -> None:
    assert not say_same((text(FIRST, LAST), text(LAST, FIRST)), (PAGE, PAGE))
    assert not say_same((text(HEAD, FIRST, LAST), text(LAST, FIRST)), (PAGE, PAGE))


def test_boilerplate_on_one_page_alone_is_no_difference() -> None:
    pages = PAGE, keep_lines([BANNER, *PAGE])
    texts = text(HEAD, FIRST, LAST), text(BANNER, FIRST, LAST)
    assert say_same(texts, pages, {BANNER.lower()})
    assert not say_same(texts, pages)


def test_a_line_that_was_read_twice_with_others_is_no_difference_and_one_taken_out_alone_is() -> None:
    page = keep_lines([FIRST, HEAD, FIRST, LAST])
    assert say_same((text(FIRST, LAST), text(FIRST, HEAD, FIRST, LAST)), (page, page))
    assert not say_same((text(FIRST, LAST), text(FIRST, FIRST, LAST)), (page, page))


def test_a_page_that_names_its_own_mirror_says_what_its_sibling_says() -> None:
    here, there = (f"The whole list: https://{host}/list.html" for host in ("m1.example", "m2.example:8443"))
    pages = keep_lines([FIRST, here]), keep_lines([FIRST, there])

    def is_own(host: str) -> bool:
        return host in ("m1.example", "m2.example")

    assert say_same((text(FIRST, here), text(FIRST, there)), pages, is_own=is_own)
    assert say_same((text(FIRST, here), text(FIRST)), pages, is_own=is_own)
    assert not say_same((text(FIRST, here), text(FIRST, there)), pages)
    assert not say_same((text(FIRST, here), text(FIRST, there.replace("list.html", "other.html"))), pages)


def test_a_text_of_nothing_but_boilerplate_is_an_empty_one() -> None:
    assert say_same((text(""), text(BANNER)), ([], keep_lines([BANNER])), {BANNER.lower()})
    assert not say_same((text(""), text(BANNER)), ([], keep_lines([BANNER])))
