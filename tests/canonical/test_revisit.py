"""Articles are fetched again ever more rarely, pages in quarantine for a month, disputed ones until all is settled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.revisit import DAY, HOUR, MINUTE, NEVER, next_observation, next_try, next_visit

NOW = 1_790_000_000
AGES = st.integers(0, 30 * DAY)


@given(younger=AGES, older=AGES)
def test_the_older_an_article_the_longer_until_its_next_visit(younger, older):
    younger, older = sorted((younger, older))
    soon, late = next_visit(NOW - younger, NOW), next_visit(NOW - older, NOW)
    assert soon is None or soon > NOW
    assert late is None or (soon is not None and soon <= late)


@given(ahead=st.integers(1, DAY))
def test_an_article_that_is_dated_ahead_is_visited_as_a_new_one(ahead):
    assert next_visit(NOW + ahead, NOW) == NOW + 15 * MINUTE


def test_a_day_of_visits_costs_a_few_dozen_requests():
    visits, at = 0, 0
    while (following := next_visit(0, at)) is not None:
        visits, at = visits + (at < DAY), following
    assert visits < 36
    assert 7 * DAY <= at < 7 * DAY + 3 * HOUR


@given(tries=st.integers(1, 20))
def test_a_page_in_quarantine_is_tried_ever_more_rarely_weekly_at_last_until_a_month_is_over(tries):
    assert NOW < next_try(tries, NOW, NOW) <= next_try(tries + 1, NOW, NOW) <= NOW + 7 * DAY
    assert next_try(tries, NOW, NOW + 30 * DAY) < NEVER
    assert next_try(tries, NOW, NOW + 30 * DAY + 1) == NEVER


@given(age=st.integers(0, 3 * DAY), grace=st.integers(HOUR, 2 * DAY))
def test_a_dispute_is_observed_at_the_end_of_its_grace_and_at_least_hourly_after(age, grace):
    since = NOW - age
    at = next_observation(since, NOW, grace)
    assert at >= NOW
    assert at <= since + grace if age < grace else at <= NOW + HOUR
