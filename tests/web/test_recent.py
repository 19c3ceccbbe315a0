"""The same page asked for by many within a second is made once; a decision ends that."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from scheduler.web.recent import MOST, RecentAnswers


class _Pages:
    """Counts how often each page is made."""

    def __init__(self, status: int = 200) -> None:
        self.made: list[str] = []
        self._status = status

    async def make(self, address: str) -> Response:
        self.made.append(address)
        await asyncio.sleep(0)
        return Response(address, self._status)


async def _ask(recent: RecentAnswers, pages: _Pages, *addresses: str) -> list[bytes]:
    asked = (recent.answer(address, lambda address=address: pages.make(address)) for address in addresses)  # type: ignore[misc]
    return [bytes(response.body) for response in await asyncio.gather(*asked)]


def test_many_who_ask_at_once_are_given_one_answer() -> None:
    async def ask() -> tuple[list[bytes], list[str]]:
        recent, pages = RecentAnswers(), _Pages()
        answers = await _ask(recent, pages, *["/"] * 50, "/runs", *["/"] * 50)
        return answers, pages.made

    answers, made = asyncio.run(ask())
    assert answers.count(b"/") == 100
    assert made == ["/", "/runs"]


def test_it_is_made_anew_after_a_second_and_after_a_decision() -> None:
    async def ask() -> list[str]:
        recent, pages = RecentAnswers(seconds=-1), _Pages()
        await _ask(recent, pages, "/")
        await _ask(recent, pages, "/")
        lasting = RecentAnswers(seconds=60)
        await _ask(lasting, pages, "/runs")
        lasting.forget()
        await _ask(lasting, pages, "/runs")
        await _ask(lasting, pages, "/runs")
        return pages.made

    assert asyncio.run(ask()) == ["/", "/", "/runs", "/runs"]


def test_what_is_no_page_is_not_kept_and_no_more_are_than_so_many() -> None:
    async def ask() -> tuple[int, int]:
        recent, missing, pages = RecentAnswers(60), _Pages(404), _Pages()
        for _ in range(2):
            await _ask(recent, missing, "/nothing")
        many = [f"/articles?before={number}" for number in range(MOST + 10)]
        await _ask(recent, pages, *many)
        await _ask(recent, pages, many[0], many[-1])
        return len(missing.made), len(pages.made)

    assert asyncio.run(ask()) == (2, MOST + 11)


def test_one_who_goes_away_takes_the_answer_from_nobody() -> None:
    async def ask() -> bytes:
        recent, pages = RecentAnswers(60), _Pages()
        first = asyncio.ensure_future(recent.answer("/", lambda: pages.make("/")))
        second = asyncio.ensure_future(recent.answer("/", lambda: pages.make("/")))
        await asyncio.sleep(0)
        first.cancel()
        return bytes((await second).body)

    assert asyncio.run(ask()) == b"/"
