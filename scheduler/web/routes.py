"""The table of all pages: address → facts → HTML or JSON; and what forms decide."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.model.errors import ArchiveUnavailable, MirrorfoldError, NotFound, Refused
from crawler.model.verdict import Kind
from scheduler.orders.write_source import check_source_file, write_source_file
from scheduler.reports.formats.data_formats import format_json
from scheduler.watching.healthcheck import check_ready
from scheduler.web.decisions import DECISIONS, Decide, Decision
from scheduler.web.facts import plain_facts
from scheduler.web.guard import COOKIE, Gate
from scheduler.web.openapi import describe_api
from scheduler.web.pages.article import load_article
from scheduler.web.pages.articles import load_articles_page
from scheduler.web.pages.events import load_events
from scheduler.web.pages.mirrors import load_mirrors_page
from scheduler.web.pages.numbers import load_numbers, write_numbers_csv
from scheduler.web.pages.overview import load_overview
from scheduler.web.pages.runs import load_run_page, load_runs_page
from scheduler.web.pages.settings import load_settings_page
from scheduler.web.pages.source import load_source
from scheduler.web.pages.story import load_story_page
from scheduler.web.pages.triage import load_alarms_page, load_proposals_page, load_quarantine_page
from scheduler.web.reads import PageReader
from scheduler.web.rendering import Rendering
from scheduler.web.static_files import load_static_files
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
    Page("/runs", "runs.html", load_runs_page, "Runs under way, due and past", "/runs"),
    Page("/runs/{run}", "run.html", load_run_page, "One run with its report", "/runs"),
    Page("/numbers", "numbers.html", load_numbers, "Series of numbers, a number a day", "/numbers"),
)

MOST_TRIED = 30
MOST_OF_A_TEST = 15
"""Requests that a survey and a test may make."""


class Pages:
    """The application.

    :param on_loopback: whether only readers on this machine can ask
    """

    def __init__(self, daemon: DaemonPort, archive: Archive, state: Path, gate: Gate, *, on_loopback: bool) -> None:
        self._daemon, self._archive, self._state, self._gate = daemon, archive, state, gate
        self._on_loopback = on_loopback
        self.reader, self.trials = PageReader(archive), Trials()
        self._files = load_static_files()
        self._rendering = Rendering(
            gate.root_path,
            {name: file.address for name, file in self._files.items()},
            {"version": version("mirrorfold"), "user": find_user(), "form_token": gate.form_token,
             "may_decide": not gate.read_only},
        )  # fmt: skip
        self._now = ("", 0.0)

    def application(self) -> Starlette:
        """All routes."""
        routes = [Route(page.path, self._page(page)) for page in PAGES]
        routes += [Route(page.api, self._facts(page)) for page in PAGES]
        routes += [Route(path, self._decision(decide), methods=["POST"]) for path, decide in DECISIONS.items()]
        routes += [Route(file.address, self._static(name)) for name, file in self._files.items()]
        routes += [
            Route("/numbers.csv", self._numbers_csv),
            Route("/help", self._help),
            Route("/settings", self._settings),
            Route("/api/v1/settings", self._settings),
            Route("/api/v1/now", self._running),
            Route("/api/v1/events", self._events),
            Route("/api/v1/openapi.json", self._openapi),
            Route("/api/v1/trials/{trial}", self._trial_facts),
            Route("/login", self._login, methods=["GET", "POST"]),
            Route("/sources/save", self._save, methods=["POST"]),
            Route("/sources/{source}/test", self._test, methods=["POST"]),
            Route("/trials/{trial}", self._trial),
        ]
        routes.insert(0, Route("/sources/new", self._new_source, methods=["GET", "POST"]))
        if self._daemon.configuration.settings.web.monitoring:
            routes += [
                Route("/healthz", self._healthz),
                Route("/readyz", self._readyz),
                Route("/metrics", self._metrics),
            ]
        failures = {404: self._not_found, 405: self._not_found}
        return Starlette(routes=routes, exception_handlers=failures)

    async def stop(self) -> None:
        """Give up what pages still read and try."""
        self.reader.close()
        await self.trials.stop()

    # what is read

    async def _view(self, request: Request) -> View:
        status = await self._daemon.answer({"do": "status"})
        return View(
            configuration=self._daemon.configuration,
            now=int(time()),
            status=status,
            path=dict(request.path_params),
            query=dict(parse_qsl(request.url.query)),
        )

    def _page(self, page: Page) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            view = await self._view(request)
            try:
                facts = await self.reader.read(page.load, view)
            except MirrorfoldError as error:
                return self._failure(view, error)
            api = page.api.format(**view.path)
            query = f"?{request.url.query}" if request.url.query else ""
            return self._html(page.template, view, facts, menu=page.menu, api=api + query)

        return show

    def _facts(self, page: Page) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return _json(plain_facts(await self.reader.read(page.load, await self._view(request))))
            except MirrorfoldError as error:
                return _json({"error": str(error), "code": error.exit_code}, status_of(error))

        return answer

    async def _numbers_csv(self, request: Request) -> Response:
        view = await self._view(request)
        try:
            written = write_numbers_csv(await self.reader.read(load_numbers, view))
        except MirrorfoldError as error:
            return self._failure(view, error)
        named = {"content-disposition": 'attachment; filename="mirrorfold-numbers.csv"'}
        return Response(written, media_type="text/csv; charset=utf-8", headers=named)

    async def _settings(self, request: Request) -> Response:
        view = await self._view(request)
        facts = await load_settings_page(view, self._state)
        if request.url.path.startswith(f"{self._gate.root_path}/api/"):
            return _json(facts)
        return self._html("settings.html", view, facts, menu="/settings", api="/api/v1/settings")

    async def _help(self, request: Request) -> Response:
        return self._html("help.html", await self._view(request), {"kinds": [kind.value for kind in Kind]})

    async def _running(self, request: Request) -> Response:
        """What runs now: a text made once a second, whoever asks."""
        written, made = self._now
        if time() - made > 1:
            status = await self._daemon.answer({"do": "status"})
            facts = {"runs": list(status["runs"].values()), "waiting": status["waiting"]}
            self._now = written, _ = format_json(facts), time()
        return Response(written, media_type="application/json", headers=_UNKEPT)

    async def _events(self, request: Request) -> Response:
        try:
            return _json(plain_facts(await self.reader.read(load_events, await self._view(request))))
        except MirrorfoldError as error:
            return _json({"error": str(error), "code": error.exit_code}, status_of(error))

    async def _openapi(self, request: Request) -> Response:
        return _json(describe_api([(page.api, page.about) for page in PAGES], self._gate.root_path))

    # what is decided

    def _decision(self, decide: Decide) -> Callable[[Request], Any]:
        async def made(request: Request) -> Response:
            view = await self._view(request)
            try:
                fields = await self._fields(request)
                there = await decide(Decision(self._daemon, self._archive, view, fields))
            except MirrorfoldError as error:
                return self._failure(view, error)
            return self._redirect(there)

        return made

    async def _fields(self, request: Request) -> dict[str, str]:
        """The fields of a form of ours.

        :raises Refused: when it is of another process of ours, or of nobody's
        """
        fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        if not self._gate.is_form_token(fields.get("form", "")):
            raise Refused("This form is of an older page", cure="Load the page again, then decide")
        return fields

    async def _new_source(self, request: Request) -> Response:
        view = await self._view(request)
        if request.method == "GET":
            return self._html("trial.html", view, {"trial": None, "testing": "", "may_save": self._may_save})
        try:
            urls = tuple((await self._fields(request)).get("urls", "").split())
            if not urls:
                raise Refused("No address was given", cure="Type one, such as www.example.com")
            trial = self.trials.begin(lambda report: self._daemon.survey(urls, MOST_TRIED, report), urls=urls)
        except MirrorfoldError as error:
            return self._failure(view, error)
        return self._redirect(f"/trials/{trial.id}")

    async def _test(self, request: Request) -> Response:
        view = await self._view(request)
        try:
            await self._fields(request)
            source = view.source()
            trial = self.trials.begin(
                lambda report: self._daemon.try_out(source, MOST_OF_A_TEST, report), testing=source.id
            )
        except MirrorfoldError as error:
            return self._failure(view, error)
        return self._redirect(f"/trials/{trial.id}")

    async def _trial(self, request: Request) -> Response:
        view = await self._view(request)
        try:
            trial = self.trials.find(request.path_params["trial"])
        except NotFound as error:
            return self._failure(view, error)
        return self._html("trial.html", view, {"trial": trial, "testing": trial.testing, "may_save": self._may_save})

    async def _trial_facts(self, request: Request) -> Response:
        try:
            return _json(plain_facts(self.trials.find(request.path_params["trial"])))
        except NotFound as error:
            return _json({"error": str(error), "code": error.exit_code}, 404)

    async def _save(self, request: Request) -> Response:
        view = await self._view(request)
        try:
            fields = await self._fields(request)
            if not self._may_save:
                raise Refused("Sources are not saved here (web.edit_sources)", cure="Save it on the command line")
            trial = self.trials.find(fields.get("trial", ""))
            name = f"{fields.get('id', '').strip()}.toml"
            folder, text = view.configuration.folder, fields.get("toml", "").replace("\r\n", "\n")
            check_source_file(folder, name, text, os.environ)
            if fields.get("paused"):
                await self._archive.run(set_paused, name.removesuffix(".toml"), True)
            trial.saved = str(write_source_file(folder, name, text))
        except MirrorfoldError as error:
            return self._failure(view, error)
        return self._redirect(f"/trials/{trial.id}")

    @property
    def _may_save(self) -> bool:
        allowed = self._daemon.configuration.settings.web.edit_sources
        return not self._gate.read_only and (allowed == "always" or (allowed == "loopback" and self._on_loopback))

    async def _login(self, request: Request) -> Response:
        there = request.query_params.get("to", "/")
        if request.method == "POST":
            fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
            there = fields.get("to", "/")
            there = there if there.startswith("/") and not there.startswith(("//", "/\\")) else "/"
            if self._gate.is_token(fields.get("token", "")):
                answer = self._redirect(there)
                answer.set_cookie(COOKIE, self._gate.cookie, max_age=30 * 86_400, httponly=True, samesite="strict",
                                  path=self._gate.root_path or "/")  # fmt: skip
                return answer
            return Response(self._rendering.render("login.html", {"wrong": True, "to": there}, int(time())), 401,
                            media_type="text/html")  # fmt: skip
        return Response(self._rendering.render("login.html", {"wrong": False, "to": there}, int(time())),
                        media_type="text/html")  # fmt: skip

    # what monitors ask

    async def _healthz(self, request: Request) -> Response:
        return Response("ok\n", media_type="text/plain")

    async def _readyz(self, request: Request) -> Response:
        health = await check_ready(self._daemon.configuration, self._state)
        return _json(health.facts(), 503 if health.complaints else 200)

    async def _metrics(self, request: Request) -> Response:
        return Response(self._daemon.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    # how it is answered

    def _static(self, name: str) -> Callable[[Request], Any]:
        file = self._files[name]

        async def serve(request: Request) -> Response:
            kept = {"cache-control": "public, max-age=31536000, immutable"}
            return Response(file.body, media_type=file.kind, headers=kept)

        return serve

    def _html(
        self, template: str, view: View, facts: Mapping[str, Any], *, menu: str = "", api: str = "", status: int = 200
    ) -> Response:
        names = {source.id: source.name for source in view.configuration.sources}
        around = {"status": view.status, "current": menu, "api": api, "names": names}
        written = self._rendering.render(template, {**around, **facts}, view.now)
        return Response(written, status, media_type="text/html", headers=_UNKEPT)

    def _failure(self, view: View, error: MirrorfoldError) -> Response:
        says = {"heading": "Not done" if not isinstance(error, NotFound) else "Not found", "kind": "bad",
                "says": str(error), "back": "/"}  # fmt: skip
        return self._html("message.html", view, says, status=status_of(error))

    async def _not_found(self, request: Request, error: Exception) -> Response:
        if request.url.path.startswith(f"{self._gate.root_path}/api/"):
            return _json({"error": "There is no such address", "code": NotFound.exit_code}, 404)
        view = await self._view(request)
        says = {"heading": "Not found", "kind": "bad", "says": "There is no such page.", "back": "/"}
        return self._html("message.html", view, says, status=404)

    def _redirect(self, there: str) -> Response:
        return Response(status_code=303, headers={"location": f"{self._gate.root_path}{there}"})


_UNKEPT = {"cache-control": "no-store"}


def _json(value: object, status: int = 200) -> Response:
    return Response(format_json(value), status, media_type="application/json", headers=_UNKEPT)


def status_of(error: MirrorfoldError) -> int:
    """The HTTP status of a failure.

    >>> status_of(NotFound("There is no such article", where="7", cure=""))
    404
    """
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Refused):
        return 409
    return 503 if isinstance(error, ArchiveUnavailable) else 400 if error.exit_code == 2 else 500


def find_user() -> str:
    """Who runs the daemon: the name that a form suggests."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
