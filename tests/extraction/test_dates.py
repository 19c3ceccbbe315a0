"""Dates: read as the page wrote them, none in the future, none invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.fields.dates import day_in
from crawler.extraction.fields.eras import read_persian_day
from crawler.extraction.fields.months import MONTHS
from crawler.extraction.fields.timestamps import LATEST_ZONE, read_timestamp, written_dates
from crawler.extraction.fields.zones import zone_of

TEXT = "<p>The boats will run every hour, the council said on Friday, and the late boat stays for now.</p>" * 3


NO_DAY = "https://gazette.example/ferries"


def page(head: str = "", line: str = "") -> str:
    return f"<html lang='en'><head>{head}</head><body><h1>Ferries run again</h1>{line}{TEXT}</body></html>"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2022-01-27T16:06:00Z", "2022-01-27 16:06"),
        ("2022-01-27T16:06:00.123456+03:30", "2022-01-27 12:36"),
        ("2022-01-27T16:06+0330", "2022-01-27 12:36"),
        ("2022-01-27 16:06", "2022-01-27 12:36"),
        ("2022-01-27", "2022-01-26 20:30"),
        ("Thu, 27 Jan 2022 16:06:00 GMT", "2022-01-27 16:06"),
        ("Thu, 27 Jan 2022 16:06:00 +0330", "2022-01-27 12:36"),
        ("27 January 2022 4:06 PM", "2022-01-27 12:36"),
        ("January 27, 2022, 12:10 a.m.", "2022-01-26 20:40"),
        ("27. Januar 2022, 16.06 Uhr", "2022-01-27 12:36"),
        ("27 de enero de 2022", "2022-01-26 20:30"),
        ("27.01.2022 16:06", "2022-01-27 12:36"),
        ("2022年1月27日 16時06分", "2022-01-27 12:36"),
        ("27 января 2022, 16:06", "2022-01-27 12:36"),
        ("27/01/2022 16:06", "2022-01-27 12:36"),
    ],
)
def test_a_date_is_read_in_the_zone_it_names_or_the_sources(written: str, utc: str) -> None:
    moment = read_timestamp(written, zone_of("Asia/Tehran"))
    assert moment is not None
    assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize(
    "written", ["", "soon", "2022", "03/04/2022", "2022-13-45", "32 January 2022", "99:99", "0" * 500]
)
def test_what_is_no_date_gives_none(written: str) -> None:
    assert read_timestamp(written) is None


def test_day_and_month_are_told_apart_where_the_caller_knows() -> None:
    assert [str(d.date()) for d in written_dates("03/04/2022", day_first=True)] == ["2022-04-03"]
    assert [str(d.date()) for d in written_dates("03/04/2022", day_first=False)] == ["2022-03-04"]


@pytest.mark.parametrize(
    ("language", "month", "name"),
    [
        (language, number, name)
        for language, months in MONTHS.items()
        for number, month in enumerate(months, 1)
        for name in month.split()
    ],
)
def test_every_name_of_a_month_is_known(language: str, month: int, name: str) -> None:
    assert [moment.month for moment in written_dates(f"7 {name.title()} 2022", languages=[language])] == [month]


LANGUAGES = (
    "ar az bg bn bs ca cs da de el en es et fa fi fr gl gu he hi hr hu hy id is it ja ka kk kn ko"
    " ky lt lv mk ml mr ms nb ne nl pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh"
)
"""Mongolian is left out: its months have names of two words."""


@pytest.mark.parametrize("language", LANGUAGES.split())
@pytest.mark.parametrize("style", ["long", "full"])
def test_dates_are_read_as_each_language_writes_them(language: str, style: str) -> None:
    """As Unicode CLDR writes them; those of languages whose calendar is another by default are written in this one."""
    for month in range(1, 13):
        day = date(2025, month, 13)
        written = format_date(day, style, locale=language)
        read = [moment.date() for moment in written_dates(written, languages=[language])]
        assert read[:1] == [day], written


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("3 กรกฎาคม 2569", "th", date(2026, 7, 3)),
        ("令和8年7月3日", "ja", date(2026, 7, 3)),
        ("令和元年5月1日", "ja", date(2019, 5, 1)),
        ("民國115年7月3日", "zh", date(2026, 7, 3)),
        ("۱۲ تیر ۱۴۰۵", "fa", date(2026, 7, 3)),
        ("۱۴۰۵/۰۴/۱۲", "fa", date(2026, 7, 3)),
        ("12 سرطان 1405", "fa", date(2026, 7, 3)),
        ("17 محرم 1448", "ar", date(2026, 7, 2)),
        ("३ जुलाई २०२६", "hi", date(2026, 7, 3)),
        ("1er juillet 2026", "fr", date(2026, 7, 1)),
        ("1° luglio 2026", "it", date(2026, 7, 1)),
        ("3 NİSAN 2025", "tr", date(2025, 4, 3)),
        ("3 KASIM 2025", "tr", date(2025, 11, 3)),
        ("3 ΙΟΥΛΙΟΥ 2026", "el", date(2026, 7, 3)),
        ("2026 m. liepos 3 d.", "lt", date(2026, 7, 3)),
        ("2026. július 3.", "hu", date(2026, 7, 3)),
        ("ngày 3 tháng 7 năm 2026", "vi", date(2026, 7, 3)),
        ("3. listopada 2025.", "hr", date(2025, 10, 3)),
        ("3 listopada 2025", "pl", date(2025, 11, 3)),
    ],
)
def test_dates_of_other_calendars_and_spellings_are_days_of_this_one(written: str, language: str, day: date) -> None:
    assert [moment.date() for moment in written_dates(written, languages=[language])] == [day]


@pytest.mark.parametrize(
    "written", ["3 listopada 2025", "12 players 2020", "1404/12/30", "31 محرم 1448", "7 июня 1405"]
)
def test_no_day_is_invented(written: str) -> None:
    assert list(written_dates(written)) == []


@given(st.dates(date(1962, 1, 1), date(2090, 1, 1)))
def test_the_persian_calendar_counts_every_day_once(day: date) -> None:
    """Its own arithmetic, turned around: each day of this calendar is exactly one of that one."""
    found = [
        (year, month, number)
        for year in (day.year - 622, day.year - 621)
        for month in range(1, 13)
        for number in range(1, 32)
        if read_persian_day(year, month, number) == day
    ]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("Friday July 3, 2026 11:44 am PDT", "Asia/Tehran", "2026-07-03 18:44"),
        ("July 3, 2026 4:06pm AEST", "Asia/Tehran", "2026-07-03 06:06"),
        ("3 July 2026 16:06 BST", "Europe/London", "2026-07-03 15:06"),
        ("3 July 2026 16:06 IST", "Asia/Kolkata", "2026-07-03 10:36"),
        ("3 July 2026 16:06 EET", "UTC", "2026-07-03 14:06"),
        ("Fri Jul 03 2026 16:06:00 GMT+1000 (AEST)", "UTC", "2026-07-03 06:06"),
        ("2026-07-03T16:06:00 GMT", "Asia/Tehran", "2026-07-03 16:06"),
        ("2026-07-03T16:06:00[Asia/Tehran]", "UTC", "2026-07-03 12:36"),
        ("2026-07-03T16:06:00+03:30[Asia/Tehran]", "UTC", "2026-07-03 12:36"),
    ],
)
def test_names_of_zones_mean_what_they_mean_beside_the_sources_zone(written: str, zone: str, utc: str) -> None:
    moment = read_timestamp(written, zone_of(zone))
    assert moment is not None
    assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc


def test_of_one_clock_time_with_two_offsets_the_sources_own_is_right(article: Any) -> None:
    head = '<meta property="article:published_time" content="2025-07-03T16:06:00Z">'
    said = article(page(head, "<p class='date'>3 July 2025, 16:06</p>"), url=NO_DAY, timezone="Asia/Tehran")
    assert said.published.isoformat() == "2025-07-03T16:06:00+03:30"
    midnight = head.replace("16:06:00", "00:00:31")
    day = article(page(midnight, "<p class='date'>3 July 2025</p>"), url=NO_DAY, timezone="Asia/Tehran")
    assert day.published.isoformat() == "2025-07-03T00:00:31+00:00"
    other = article(page(head, "<p class='date'>3 July 2025, 19:36</p>"), url=NO_DAY, timezone="Asia/Tehran")
    assert other.published.isoformat() == "2025-07-03T16:06:00+00:00"


@pytest.mark.parametrize(
    ("declared", "shown", "timezone", "published"),
    [
        ("2025-07-03T16:06:00+01:00", "3 July 2025, 16:06", "Europe/Berlin", "16:06:00+02:00"),
        ("2025-07-03T16:06:00Z", "3 July 2025, 4:06 PM CEST", "Europe/Berlin", "16:06:00+02:00"),
        ("2025-07-03T16:06:00Z", "3 July 2025, 18:06", "Europe/Berlin", "16:06:00+00:00"),
        ("2025-07-03T16:06:00+05:30", "3 July 2025, 16:06", "Europe/Berlin", "16:06:00+05:30"),
        ("2025-07-03T16:06:00+05:30", "3 July 2025, 16:06", "UTC", "16:06:00+05:30"),
        ("2025-07-03T16:06:00-04:00", "3 July 2025, 16:06", "UTC", "16:06:00-04:00"),
    ],
)
def test_an_offset_gives_way_only_where_systems_write_it_by_mistake(
    declared: str, shown: str, timezone: str, published: str, article: Any
) -> None:
    """Greenwich's and the other season's; and a source that names no zone says nothing of where it is."""
    head = f'<meta property="article:published_time" content="{declared}">'
    said = article(page(head, f"<p>{shown}</p>"), url=NO_DAY, timezone=timezone)
    assert said.published.isoformat()[11:] == published


def test_what_is_modified_has_the_offset_that_publication_has(article: Any) -> None:
    head = (
        '<meta property="article:published_time" content="2025-07-03T16:06:00Z">'
        '<meta property="article:modified_time" content="2025-07-03T16:30:00Z">'
    )
    said = article(page(head, "<p>3 July 2025, 16:06</p>"), url=NO_DAY, timezone="Asia/Tehran")
    assert said.published.isoformat() == "2025-07-03T16:06:00+03:30"
    assert said.modified.isoformat() == "2025-07-03T16:30:00+03:30"


@pytest.mark.parametrize("attributes", ["lang='en'", ""])
def test_the_text_tells_the_language_where_the_page_does_not_know_its_months(attributes: str, article: Any) -> None:
    text = "<p>Veneet kulkevat taas tunnin välein, ja myös iltavuoro on mukana, mutta se ei ole uusi, kertoi kunta.</p>"
    line = "<div class='date'>3. heinäkuuta 2025</div>"
    html = f"<html {attributes}><body><h1>Veneet kulkevat taas</h1>{line}{text * 4}</body></html>"
    assert article(html, url=NO_DAY).published == datetime(2025, 7, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "<div class='related-posts'><span class='date'>27 January 2022</span></div>",
        "<div class='comments'><span class='date'>27 January 2022</span><p>Fine boats.</p></div>",
        "<div class='item'><a href='/x'>The mayor opens the new bridge</a><p class='date'>27 January 2022</p></div>",
        "<span class='date'>27 January 2022</span><h3><a href='/x'>New bridge</a></h3>",
    ],
)
def test_the_date_of_a_card_or_a_comment_is_not_taken(line: str, article: Any) -> None:
    lines = "<p>Another line of the page</p>" * 15
    assert article(page(line=lines + line), url=NO_DAY).published is None


@pytest.mark.parametrize("number_of_months", list(map(len, MONTHS.values())))
def test_every_language_has_twelve_months(number_of_months: int) -> None:
    assert number_of_months == 12


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    read_timestamp(text)
    list(written_dates(text))


@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.timezones()))
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    offset = moment.utcoffset()
    # Before standard time there were local times of 15:56 hours; no page is so old.
    if offset is not None and offset.total_seconds() % 60 == 0 and abs(offset) <= LATEST_ZONE:
        read = read_timestamp(moment.isoformat())
        assert read is not None
        assert read.isoformat() == moment.isoformat()


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-01-27T16:06:00Z">',
        '<meta name="date" content="2022-01-27T16:06:00Z">',
        '<meta itemprop="datePublished" content="2022-01-27T16:06:00Z">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-01-27T16:06:00Z"}</script>',
        '<script type="application/ld+json">[{"@graph":[{"@type":["NewsArticle"],"datePublished":'
        '"2022-01-27T16:06:00Z"}]}]</script>',
    ],
)
def test_the_head_of_a_page_gives_its_date(head: str, article: Any) -> None:
    assert article(page(head)).published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        '<time datetime="2022-01-27T16:06:00Z">yesterday</time>',
        '<span itemprop="datePublished" content="2022-01-27T16:06:00Z"></span>',
        '<div class="news-date">Thursday, 27 January 2022 4:06 PM</div>',
        "<p>Thursday, 27 January 2022 4:06 PM [ Last Update: Friday, 28 January 2022 1:00 AM ]</p>",
    ],
)
def test_a_date_that_readers_see_is_read(line: str, article: Any) -> None:
    assert article(page(line=line)).published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)


def test_the_address_gives_the_day_where_the_page_gives_none(article: Any) -> None:
    said = article(page(), url_date=date(2022, 1, 27), timezone="Asia/Tehran")
    assert said.published == datetime(2022, 1, 26, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/world/2022/01/27/ferries", 27),
        ("/world/2022/1/27/ferries", 27),
        ("/2022-01-27-ferries", 27),
        ("/20220127/ferries", 27),
        ("/2022/01/ferries", None),
        ("/2022/13/27/ferries", None),
        ("/2031/01/27/ferries", None),
        ("/ferries/20220127123", None),
        ("/ferries-2022-01-27", None),
    ],
)
def test_a_day_between_slashes_needs_no_template(address: str, day: int | None, article: Any) -> None:
    said = article(page(), url=f"https://gazette.example{address}").published
    assert said == (datetime(2022, 1, day, tzinfo=UTC) if day else None)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<p>The first boat sailed on 3 March 1998, and the last one will on some other day.</p>",
        "<p>Copyright 1 January 2020</p>",
        "<p>© 1 January 2020 The Gazette</p>",
        "<div>" + "<p>Another line of the page</p>" * 15 + "<p>1 January 2020</p></div>",
    ],
)
def test_a_page_without_a_date_has_none(line: str, article: Any) -> None:
    assert article(page(line=line), url=NO_DAY).published is None


@pytest.mark.parametrize("written", ["20220127T160600Z", "1643299560", "1643299560000", "2022-01-27 4:06:00 PM"])
def test_what_machines_write_is_read(written: str, article: Any) -> None:
    head = f'<meta property="article:published_time" content="{written}">'
    assert article(page(head)).published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)


def test_a_date_in_the_future_is_not_believed(article: Any) -> None:
    head = '<meta name="date" content="2031-01-01T00:00:00Z">'
    assert article(page(head), url=NO_DAY).published is None


def test_a_date_of_another_article_is_not_taken(article: Any) -> None:
    line = '<aside><time datetime="2021-05-05T00:00:00Z">5 May</time></aside>'
    assert article(page(line=line), url=NO_DAY).published is None


def test_published_and_modified_stand_apart(article: Any) -> None:
    head = (
        '<meta property="article:published_time" content="2022-01-27T16:06:00Z">'
        '<meta property="article:modified_time" content="2022-01-28T09:00:00Z">'
    )
    said = article(page(head))
    assert (said.published, said.modified) == (
        datetime(2022, 1, 27, 16, 6, tzinfo=UTC),
        datetime(2022, 1, 28, 9, tzinfo=UTC),
    )


def test_the_source_can_say_where_the_date_stands(article: Any) -> None:
    head = '<meta name="date" content="2020-01-01T00:00:00Z">'
    said = article(page(head, "<b class='when'>27.01.2022 16:06</b>"), overrides={"published": ".when"})
    assert said.published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)


@given(
    day=st.dates(date(1991, 8, 6), date(2099, 12, 31)),
    separator=st.sampled_from(["/", "-", ""]),
    rest=st.sampled_from(["", "/x", ".html", "?p=1", "-x"]),
)
def test_the_day_of_an_address_is_read_however_it_is_parted(day: date, separator: str, rest: str) -> None:
    assert day_in(f"https://gazette.test/world/{day:%Y}{separator}{day:%m}{separator}{day:%d}{rest}") == day


@given(
    url=st.text(max_size=60)
    | st.builds("/{}/{}/{}/".format, st.integers(0, 3000), st.integers(0, 40), st.integers(0, 40))
)
def test_no_address_raises_and_a_day_that_there_is_not_is_none(url: str) -> None:
    day = day_in(url)
    assert day is None or str(day.year) in url


@pytest.mark.parametrize(
    "path", ["/2026/02/30/x", "/2025/02/29/", "/2026/05-02/x", "/2026-05/02/x", "/20260502x", "/x2026/05/02/"]
)
def test_a_day_that_there_is_not_or_that_is_parted_in_two_ways_is_none(path: str) -> None:
    assert day_in(f"https://gazette.test{path}") is None
