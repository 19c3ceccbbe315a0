"""What is sent by forms: decisions, sites to look at, a source's file to save, a token."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.model.errors import MirrorfoldError, NotFound, Refused
from scheduler.orders.write_source import check_source_file, write_source_file
from scheduler.web.answers import Answers, json_answer, json_failure
from scheduler.web.decisions import Decide, Decision
from scheduler.web.facts import plain_facts
from scheduler.web.guard import COOKIE
from scheduler.web.recent import RecentAnswers
from scheduler.web.trials import Trials

MOST_TRIED, MOST_OF_A_TEST = 30, 15
"""Requests that a survey and a test may make."""

COOKIE_DAYS = 30


class Forms:
    """Takes forms.

    :param on_loopback: whether only readers on this machine can ask
    """

    def __init__(
        self, answers: Answers, archive: Archive, trials: Trials, recent: RecentAnswers, *, on_loopback: bool
    ) -> None:
        self._answers, self._archive, self._trials, self._recent = answers, archive, trials, recent
        self._on_loopback = on_loopback

    def decision(self, decide: Decide) -> Callable[[Request], Any]:
        """The address of a decision."""

        async def made(request: Request) -> Response:
            view = await self._answers.view(request)
            try:
                fields = await self._fields(request)
                there = await decide(Decision(self._answers.daemon, self._archive, view, fields))
                self._recent.forget()
            except MirrorfoldError as error:
                return self._answers.failure(view, error, self._answers.came_from(request))
            return self._answers.redirect(there)

        return made

    async def new_source(self, request: Request) -> Response:
        """The form for an address; sent, a survey of it begins."""
        view = await self._answers.view(request)
        if request.method != "POST":
            return self._answers.html("trial.html", view, {"trial": None, "testing": "", "may_save": self._may_save})
        try:
            urls = tuple((await self._fields(request)).get("urls", "").split())
            if not urls:
                raise Refused("No address was given", cure="Type one, such as www.example.com")
            daemon, order = self._answers.daemon, {"do": "survey", "urls": list(urls), "requests": MOST_TRIED}
            trial = self._trials.begin(lambda tell: daemon.answer(order, tell), urls=urls)
        except MirrorfoldError as error:
            return self._answers.failure(view, error, self._answers.came_from(request))
        return self._answers.redirect(f"/trials/{trial.id}")

    async def test_source(self, request: Request) -> Response:
        """A test of a source begins."""
        view = await self._answers.view(request)
        try:
            await self._fields(request)
            source, daemon = view.source(), self._answers.daemon
            order = {"do": "try", "source": source.id, "requests": MOST_OF_A_TEST}
            trial = self._trials.begin(lambda tell: daemon.answer(order, tell), testing=source.id)
        except MirrorfoldError as error:
            return self._answers.failure(view, error, self._answers.came_from(request))
        return self._answers.redirect(f"/trials/{trial.id}")

    async def trial(self, request: Request) -> Response:
        """How far a survey or a test is, and what it found."""
        view = await self._answers.view(request)
        try:
            trial = self._trials.find(request.path_params["trial"])
        except NotFound as error:
            return self._answers.failure(view, error)
        facts = {"trial": trial, "testing": trial.testing, "may_save": self._may_save}
        return self._answers.html("trial.html", view, facts, api=f"/api/v1/trials/{trial.id}")

    async def trial_facts(self, request: Request) -> Response:
        """The same for programs."""
        try:
            return json_answer(plain_facts(self._trials.find(request.path_params["trial"])))
        except NotFound as error:
            return json_failure(error)

    async def save_source(self, request: Request) -> Response:
        """Check a source's file with the whole configuration and write it; the daemon takes it up by itself."""
        view = await self._answers.view(request)
        try:
            fields = await self._fields(request)
            if not self._may_save:
                cure = "Save it on the command line: mirrorfold source add URL"
                raise Refused("Sources are not saved here (web.edit_sources)", cure=cure)
            trial = self._trials.find(fields.get("trial", ""))
            name = f"{fields.get('id', '').strip()}.toml"
            folder, text = view.configuration.folder, fields.get("toml", "").replace("\r\n", "\n")
            check_source_file(folder, name, text, os.environ)
            if fields.get("paused"):
                source = name.removesuffix(".toml")
                await self._archive.run_for(source, set_paused, source, True)
            trial.saved = str(write_source_file(folder, name, text))
            self._recent.forget()
        except MirrorfoldError as error:
            return self._answers.failure(view, error, self._answers.came_from(request))
        return self._answers.redirect(f"/trials/{trial.id}")

    async def login(self, request: Request) -> Response:
        """The form for the token; sent, its reader's browser keeps a mark of it."""
        gate = self._answers.gate
        if request.method != "POST":
            there = request.query_params.get("to", "/")
            return self._answers.bare("login.html", {"wrong": False, "to": there})
        fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        there = fields.get("to", "/")
        if not gate.is_token(fields.get("token", "")):
            return self._answers.bare("login.html", {"wrong": True, "to": there}, 401)
        own = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable()
        answer = self._answers.redirect(there if own else "/")
        answer.set_cookie(
            COOKIE, gate.cookie, max_age=COOKIE_DAYS * 86_400, httponly=True, samesite="strict",
            path=gate.root_path or "/",
        )  # fmt: skip
        return answer

    @property
    def _may_save(self) -> bool:
        allowed = self._answers.daemon.configuration.settings.web.edit_sources
        here = allowed == "always" or (allowed == "loopback" and self._on_loopback)
        return here and not self._answers.gate.read_only

    async def _fields(self, request: Request) -> dict[str, str]:
        """The fields of a form of ours.

        :raises Refused: when it is of another process of ours, or of nobody's
        """
        fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        if not self._answers.gate.is_form_token(fields.get("form", "")):
            raise Refused("This form is of an older page", cure="Load the page again, then decide")
        return fields
