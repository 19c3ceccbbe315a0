"""The table of all pages: address → facts → HTML or JSON; and what forms decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crawler.archive.database.store import Archive
from crawler.model.errors import MirrorfoldError
from crawler.model.verdict import Kind
from scheduler.reports.formats.data_formats import format_json
from scheduler.watching.doctor import examine
from scheduler.watching.healthcheck import check_ready
from scheduler.web.answers import UNKEPT, Answers, json_answer, json_failure
from scheduler.web.decisions import DECISIONS
from scheduler.web.facts import plain_facts
from scheduler.web.feed_door import FeedDoor
from scheduler.web.feeds import Feeds
from scheduler.web.forms import Forms
from scheduler.web.guard import Gate
from scheduler.web.openapi import describe_api
from scheduler.web.pages.article import load_article
from scheduler.web.pages.articles import load_articles_page
from scheduler.web.pages.events import load_events
from scheduler.web.pages.evidence import pack_evidence
from scheduler.web.pages.hooks import load_hooks_page
from scheduler.web.pages.mirrors import load_mirrors_page
from scheduler.web.pages.numbers import load_numbers, write_numbers_csv
from scheduler.web.pages.overview import load_overview
from scheduler.web.pages.runs import load_run_page, load_runs_page
from scheduler.web.pages.settings import load_settings_page
from scheduler.web.pages.source import load_source
from scheduler.web.pages.story import load_story_page
from scheduler.web.pages.triage import load_alarms_page, load_proposals_page, load_quarantine_page
from scheduler.web.reads import PageReader
from scheduler.web.recent import RecentAnswers
from scheduler.web.trials import Trials
from scheduler.web.view import DaemonPort, View

Load = Callable[[Connection, View], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is read from the archive.

    :ivar path: its address; below ``/api/v1`` its facts stand as JSON
    :ivar about: what it answers, for the description of the API
    :ivar menu: which entry of the menu it belongs to
    """

    path: str
    template: str
    load: Load
    about: str
    menu: str = ""

    @property
    def api(self) -> str:
        """The address of its JSON."""
        return f"/api/v1{'/overview' if self.path == '/' else self.path}"


PAGES = (
    Page("/", "overview.html", load_overview, "All sources at a glance", "/"),
    Page("/sources/{source}", "source.html", load_source, "One source with its mirrors, numbers and runs", "/"),
    Page("/articles", "articles.html", load_articles_page, "Articles, newest first, or by words", "/articles"),
    Page("/articles/{article}", "article.html", load_article, "All that is known of one article", "/articles"),
    Page("/stories/{story}", "story.html", load_story_page, "The story of an article", "/articles"),
    Page("/mirrors", "mirrors.html", load_mirrors_page, "The states of all mirrors over 90 days", "/mirrors"),
    Page("/alarms", "alarms.html", load_alarms_page, "What mirrors said otherwise", "/alarms"),
    Page("/proposals", "proposals.html", load_proposals_page, "Hosts that may be mirrors", "/alarms"),
    Page("/quarantine", "quarantine.html", load_quarantine_page, "Pages that were no articles", "/alarms"),
    Page("/hooks", "hooks.html", load_hooks_page, "Who is told what happens, and what they did not take", "/settings"),
    Page("/runs", "runs.html", load_runs_page, "Runs under way, due and past", "/runs"),
    Page("/runs/{run}", "run.html", load_run_page, "One run with its report", "/runs"),
    Page("/numbers", "numbers.html", load_numbers, "Series of numbers, a number a day", "/numbers"),
)

MADE_AGAIN = 1.0
"""Seconds after which what runs now is looked at again, however many ask."""


class Pages:
    """The application.

    :param on_loopback: whether only readers on this machine can ask
    """

    def __init__(self, daemon: DaemonPort, archive: Archive, state: Path, gate: Gate, *, on_loopback: bool) -> None:
        self._daemon, self._state = daemon, state
        self._reader, self._trials = PageReader(archive), Trials()
        self._answers = Answers(daemon, gate, archive.clock)
        self._recent = RecentAnswers()
        self._feeds = Feeds(self._answers, self._reader, self._recent)
        self.feed_door = FeedDoor(self._reader)
        self._forms = Forms(self._answers, archive, self._trials, self._recent, on_loopback=on_loopback)
        self._now = ("", 0.0)

    def application(self) -> Starlette:
        """All routes; the first that fits counts."""
        forms, both = self._forms, ["GET", "POST"]
        routes = [
            Route("/sources/new", forms.new_source, methods=both),
            Route("/sources/save", forms.save_source, methods=["POST"]),
            Route("/sources/{source}/test", forms.test_source, methods=["POST"]),
            Route("/trials/{trial}", forms.trial),
            Route("/login", forms.login, methods=both),
            *(Route(path, forms.decision(decide), methods=["POST"]) for path, decide in DECISIONS.items()),
            *(Route(page.path, self._page(page)) for page in PAGES),
            *(Route(page.api, self._facts(page.load)) for page in PAGES),
            *(Route(file.address, self._static(name)) for name, file in self._answers.files.items()),
            *self._feeds.routes(),
            Route("/articles/{article}/evidence.zip", self._evidence),
            Route("/numbers.csv", self._numbers_csv),
            Route("/help", self._help),
            Route("/settings", self._settings),
            Route("/api/v1/settings", self._settings_facts),
            Route("/api/v1/now", self._running),
            Route("/api/v1/events", self._facts(load_events)),
            Route("/api/v1/openapi.json", self._openapi),
            Route("/api/v1/trials/{trial}", forms.trial_facts),
        ]
        if self._daemon.configuration.settings.web.monitoring:
            asked = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
            routes += [Route(path, answer) for path, answer in asked.items()]
        nothing = self._answers.not_found
        return Starlette(routes=routes, exception_handlers={404: nothing, 405: nothing})

    async def stop(self) -> None:
        """Give up what pages still read and try."""
        self._reader.close()
        await self._trials.stop()

    def _page(self, page: Page) -> Callable[[Request], Any]:
        async def make(request: Request) -> Response:
            view = await self._answers.view(request)
            try:
                facts = await self._reader.read(page.load, view)
            except MirrorfoldError as error:
                return self._answers.failure(view, error)
            query = f"?{request.url.query}" if request.url.query else ""
            api = page.api.format(**view.path) + query
            return self._answers.html(page.template, view, facts, menu=page.menu, api=api)

        async def show(request: Request) -> Response:
            address = f"{request.url.path}?{request.url.query}"
            return await self._recent.answer(address, lambda: make(request))

        return show

    def _facts(self, load: Load) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            view = await self._answers.view(request)
            try:
                return json_answer(plain_facts(await self._reader.read(load, view)))
            except MirrorfoldError as error:
                return json_failure(error)

        return answer

    async def _numbers_csv(self, request: Request) -> Response:
        view = await self._answers.view(request)
        try:
            written = write_numbers_csv(await self._reader.read(load_numbers, view))
        except MirrorfoldError as error:
            return self._answers.failure(view, error)
        named = {"content-disposition": 'attachment; filename="mirrorfold-numbers.csv"'}
        return Response(written, media_type="text/csv; charset=utf-8", headers=named)

    async def _evidence(self, request: Request) -> Response:
        view = await self._answers.view(request)
        try:
            packed = await self._reader.read(pack_evidence, view)
        except MirrorfoldError as error:
            return self._answers.failure(view, error, f"/articles/{view.path['article']}")
        named = {"content-disposition": f'attachment; filename="mirrorfold-article-{view.number("article")}.zip"'}
        return Response(packed, media_type="application/zip", headers=named | UNKEPT)

    async def _settings(self, request: Request) -> Response:
        view = await self._answers.view(request)
        try:
            facts = await self._settings_of(view)
        except MirrorfoldError as error:
            return self._answers.failure(view, error)
        return self._answers.html("settings.html", view, facts, menu="/settings", api="/api/v1/settings")

    async def _settings_facts(self, request: Request) -> Response:
        try:
            return json_answer(await self._settings_of(await self._answers.view(request)))
        except MirrorfoldError as error:
            return json_failure(error)

    async def _settings_of(self, view: View) -> dict[str, Any]:
        return load_settings_page(view, await self._reader.check(examine, view.configuration, self._state))

    async def _help(self, request: Request) -> Response:
        kinds = [kind.value for kind in Kind]
        return self._answers.html("help.html", await self._answers.view(request), {"kinds": kinds})

    async def _running(self, request: Request) -> Response:
        """What runs now: a text that is made once a second, whoever asks."""
        written, made = self._now
        if time() - made > MADE_AGAIN:
            status = await self._daemon.answer({"do": "status"})
            facts = {"runs": list(status["runs"].values()), "waiting": status["waiting"]}
            self._now = written, _ = format_json(facts), time()
        return Response(written, media_type="application/json", headers=UNKEPT)

    async def _openapi(self, request: Request) -> Response:
        pages = [(page.api, page.about) for page in PAGES]
        return json_answer(describe_api(pages, self._answers.gate.root_path))

    async def _healthz(self, request: Request) -> Response:
        return Response("ok\n", media_type="text/plain")

    async def _readyz(self, request: Request) -> Response:
        try:
            health = await self._reader.check(check_ready, self._daemon.configuration, self._state)
        except MirrorfoldError as error:
            return json_failure(error)
        return json_answer(health.facts(), 503 if health.complaints else 200)

    async def _metrics(self, request: Request) -> Response:
        return Response(self._daemon.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def _static(self, name: str) -> Callable[[Request], Any]:
        file = self._answers.files[name]

        async def serve(request: Request) -> Response:
            kept = {"cache-control": "public, max-age=31536000, immutable"}
            return Response(file.body, media_type=file.kind, headers=kept)

        return serve
