"""How every page answers: facts as HTML or JSON, failures as a page that says what to do, decisions as a redirect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from crawler.model.errors import ArchiveUnavailable, MirrorfoldError, NotFound, Refused
from scheduler.reports.formats.data_formats import format_json
from scheduler.service.user_name import find_user_name
from scheduler.web.guard import Gate
from scheduler.web.rendering import Rendering
from scheduler.web.static_files import load_static_files
from scheduler.web.view import DaemonPort, View

UNKEPT = {"cache-control": "no-store"}
"""What is true now is kept by nobody."""


class Answers:
    """Makes answers.

    :param clock: the archive's

    :ivar files: name → a file beside the pages
    """

    def __init__(self, daemon: DaemonPort, gate: Gate, clock: Callable[[], float]) -> None:
        self.daemon, self.gate, self._clock = daemon, gate, clock
        self.files = load_static_files()
        common = {
            "version": version("mirrorfold"),
            "user": find_user_name(),
            "form_token": gate.form_token,
            "may_decide": not gate.read_only,
        }
        addresses = {name: file.address for name, file in self.files.items()}
        self._rendering = Rendering(gate.root_path, addresses, common)

    async def view(self, request: Request) -> View:
        """What a page is handed."""
        return View(
            configuration=self.daemon.configuration,
            now=int(self._clock()),
            status=await self.daemon.answer({"do": "status"}),
            path=dict(request.path_params),
            query=dict(parse_qsl(request.url.query)),
        )

    def html(
        self, template: str, view: View, facts: Mapping[str, Any], *, menu: str = "", api: str = "", status: int = 200
    ) -> Response:
        """A page.

        :param menu: the entry of the menu that it belongs to
        :param api: where its facts stand as JSON
        """
        names = {source.id: source.name for source in view.configuration.sources}
        around = {"status": view.status, "current": menu, "api": api, "names": names}
        written = self._rendering.render(template, {**around, **facts}, view.now)
        return Response(written, status, media_type="text/html", headers=UNKEPT)

    def bare(self, template: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        """A page that shows nothing of what there is."""
        return Response(self._rendering.render(template, facts, int(self._clock())), status, media_type="text/html")

    def failure(self, view: View, error: MirrorfoldError, back: str = "/") -> Response:
        """What happened, where, and what to do, as a page.

        :param back: the page that the reader came from
        """
        heading = "Not found" if isinstance(error, NotFound) else "Not done"
        says = {"heading": heading, "kind": "bad", "says": str(error), "back": back}
        return self.html("message.html", view, says, status=status_of(error))

    async def not_found(self, request: Request, error: Exception) -> Response:
        """There is nothing at an address."""
        if request.url.path.startswith(f"{self.gate.root_path}/api/"):
            return json_answer({"error": "There is no such address", "code": NotFound.exit_code}, 404)
        if request.url.path.startswith(f"{self.gate.root_path}/feeds/"):  # whose readers may see no page
            return Response("There is no such feed\n", 404, media_type="text/plain", headers=UNKEPT)
        says = {"heading": "Not found", "kind": "bad", "says": "There is no such page.", "back": "/"}
        return self.html("message.html", await self.view(request), says, status=404)

    def came_from(self, request: Request) -> str:
        """The page of ours whose form was sent; the first one where the browser does not say."""
        said, root = urlsplit(request.headers.get("referer", "")), self.gate.root_path
        path = said.path.removeprefix(root)
        if said.netloc != request.headers.get("host") or not path.startswith("/") or path.startswith("//"):
            return "/"
        return f"{path}?{said.query}" if said.query else path

    def redirect(self, there: str) -> Response:
        """To a page of ours: after a decision, so that loading it again decides nothing."""
        return Response(status_code=303, headers={"location": f"{self.gate.root_path}{there}"})


def json_answer(value: object, status: int = 200) -> Response:
    """Plain values as JSON."""
    return Response(format_json(value), status, media_type="application/json", headers=UNKEPT)


def json_failure(error: MirrorfoldError) -> Response:
    """A failure for programs: the sentence, and the exit code that a command would end with."""
    return json_answer({"error": str(error), "code": error.exit_code}, status_of(error))


def status_of(error: MirrorfoldError) -> int:
    """The HTTP status of a failure.

    >>> status_of(NotFound("There is no such article", where="7", cure="")), status_of(Refused("No", where="", cure=""))
    (404, 409)
    """
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Refused):
        return 409
    return 503 if isinstance(error, ArchiveUnavailable) else 400 if error.exit_code == 2 else 500
