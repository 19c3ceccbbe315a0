"""How a mirror behaves in a run: it is given up after three failures in a row, or one notice, and not for its pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.health.conduct import MOST_FAILURES_IN_A_RUN, Conduct
from crawler.mirrors.health.state import State

URL = "https://a.test/1"
ANSWERS = st.lists(st.sampled_from(["good", "bad", "page", "bad page", "notice"]), max_size=12)


def after(*answers: str) -> Conduct:
    conduct = Conduct()
    for number, answer in enumerate(answers):
        if answer == "good":
            conduct = conduct.after_good()
        elif answer == "page":
            conduct = conduct.after_page()
        else:
            notice = State.SEIZED if answer == "notice" else None
            conduct = conduct.after_bad(f"cause {number}", URL, notice, of_page=answer == "bad page")
    return conduct


def test_a_mirror_that_fails_three_times_in_a_row_is_given_up():
    assert not after(*["bad"] * (MOST_FAILURES_IN_A_RUN - 1)).given_up
    assert after(*["bad"] * MOST_FAILURES_IN_A_RUN).given_up


def test_a_page_that_came_or_an_answer_of_use_ends_the_row():
    assert not after("bad", "bad", "page", "bad").given_up
    assert not after("bad", "bad", "good", "bad").given_up


def test_failures_of_single_pages_count_and_give_nobody_up():
    conduct = after(*["bad page"] * 10)
    assert (conduct.bad, conduct.given_up) == (10, False)


@given(answers=ANSWERS)
def test_after_a_notice_nothing_is_good_and_its_cause_is_kept(answers):
    conduct = after("good", "notice", *answers)
    assert conduct.given_up
    assert (conduct.good, conduct.notice, conduct.cause) == (1, State.SEIZED, "cause 1")
    assert conduct.bad == 1 + sum(answer not in ("good", "page") for answer in answers)


@given(answers=ANSWERS)
def test_a_mirror_was_asked_when_there_is_anything_to_judge_it_by(answers):
    assert after(*answers).asked == any(answer != "page" for answer in answers)


@given(times=st.lists(st.integers(0, 60), max_size=5))
def test_every_answer_is_heard_whatever_it_says(times):
    conduct = Conduct()
    for seconds in times:
        conduct = conduct.after_answer(float(seconds))
    assert (conduct.heard, conduct.seconds, conduct.asked) == (len(times), sum(times), False)


def test_a_mirror_that_shows_one_page_five_times_in_a_row_is_asked_no_more_in_the_run():
    conduct = Conduct()
    for number in range(5):
        assert not conduct.given_up
        conduct = conduct.after_wall("one page at many addresses", f"https://m1.example/{number}")
    assert conduct.given_up
    assert not conduct.after_good(article=True).given_up


def test_a_mirror_with_more_articles_than_walls_is_not_walled():
    conduct = Conduct()
    for number in range(3):
        conduct = conduct.after_wall("one page at many addresses", f"https://m1.example/{number}")
    assert conduct.walled
    for _ in range(4):
        conduct = conduct.after_good(article=True)
    assert not conduct.walled
