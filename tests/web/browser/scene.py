"""A daemon with pages over newsrooms in which everything has happened that a page can show.

What happened is driven crawl by crawl before the daemon starts; its sources are due once a week, so that nothing
changes while a test looks. Each newsroom is a source:

lantern   three mirrors: the first seized, the second alters a number in two articles, the third is hours late; an
          article was corrected, and two pages name further mirrors
courier   a second paper that prints some of the same reports; its first mirror shows a wall
qalam     files in Arabic and Persian, a long title, and a page that is no article
herald    no source yet: a site that can be added; gazette likewise
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom import NewsroomProcess
from tests.desk.daemons import Daemon
from tests.desk.desk import TEMPLATE, Desk
from tests.desk.make_due import HOUR, make_due, pass_time
from tests.desk.metrics_page import free_port
from tests.desk.papers import Piece, english, page, paper
from tests.desk.texts_in_scripts import ARABIC, PERSIAN

CORRECTED, ALTERED, OTHER_ALTERED, NAMES_A_MIRROR, NAMES_ANOTHER = 3, 5, 6, 8, 9
"""Numbers of the Lantern's articles that something was done to."""

NAMED, ALSO_NAMED = "mirror.lantern.example", "copy.lantern.example"
_NOTICE = "The Lantern’s website can also be accessed at the following alternate addresses: http://{host}:{port}/"

ARABIC_TITLE = "زلزال بقوة خمس درجات قبالة ساحل مدينة المرسى الشمالي"
PERSIAN_TITLE = "زمین‌لرزه‌ای ساحل شهر بندر شمالی را لرزاند"
LONG_TITLE = (
    "Why the committee that was to decide about the new bridge has met for the eleventh time without a decision, what "
    "each of its members said afterwards, and which of the Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    "bauunterbeamtengesellschaft’s plans are still on the table"
)


@dataclass(frozen=True)
class Scene:
    """The daemon and what is known of it.

    :ivar origin: of its pages
    :ivar desk: the Lantern's newsroom, with the configuration and the archive of all
    :ivar courier: the second paper's newsroom
    :ivar herald: origin of a site that is no source until it is added
    :ivar gazette: origin of one that never is
    """

    origin: str
    desk: Desk
    courier: NewsroomProcess
    herald: str
    gazette: str
    daemon: Daemon

    def article(self, title: str = "", *, source: str = "lantern", number: int = 0) -> int:
        """The id of an article: of one with a title, or of the newsroom's n-th."""
        known = self.desk.ask(
            "select a.id, r.title, a.key from articles a join revisions r on r.id = a.revision_id "
            f"where a.source = '{source}' order by a.key"
        )
        if number:
            return int(known[number - 1][0])
        return next(int(row[0]) for row in known if title in row[1])

    def last_run(self) -> int:
        """The id of the run before all others that a test asks for."""
        return int(self.desk.ask("select max(id) from runs where source = 'lantern' and outcome = 'partial'")[0][0])


@contextmanager
def open_scene(folder: Path) -> Iterator[Scene]:
    """Let everything happen, start the daemon, and end it all with the block."""
    with ExitStack() as stack:
        lantern = stack.enter_context(NewsroomProcess(articles=14, mirrors=4))
        courier = stack.enter_context(NewsroomProcess(articles=6, mirrors=2))
        qalam = stack.enter_context(NewsroomProcess(articles=0, mirrors=1, serve_dir=str(_write_qalam(folder))))
        herald = stack.enter_context(NewsroomProcess(articles=8, mirrors=1, seed=5))
        gazette = stack.enter_context(NewsroomProcess(articles=8, mirrors=1, seed=6))
        desk = Desk(lantern, folder)
        port = free_port()
        _configure(desk, courier, qalam, [*herald.origins, *gazette.origins], port)
        _let_happen(desk, courier)
        _fail_a_hook(desk)
        daemon = Daemon(desk)
        stack.callback(_end, daemon)
        yield Scene(f"http://127.0.0.1:{port}", desk, courier, herald.origins[0], gazette.origins[0], daemon)


def _end(daemon: Daemon) -> None:
    if daemon.process.poll() is None:
        daemon.process.kill()
        daemon.process.wait()


def _write_qalam(folder: Path) -> Path:
    pieces = [
        Piece("/Detail/2026/08/05/1/a", ARABIC_TITLE, ARABIC.one),
        Piece("/Detail/2026/08/05/2/b", PERSIAN_TITLE, PERSIAN.one),
        Piece("/Detail/2026/08/05/3/c", LONG_TITLE, english(3).paragraphs),
        Piece("/Detail/2026/08/05/4/d", "Page not found", ["The page that you asked for does not exist."]),
    ]
    languages = {ARABIC_TITLE: "ar", PERSIAN_TITLE: "fa"}
    return paper(folder / "served", pieces, lambda piece: page(piece, language=languages.get(piece.title, "en")))


def _configure(desk: Desk, courier: NewsroomProcess, qalam: NewsroomProcess, unknown: list[str], port: int) -> None:
    others = [*courier.origins, *qalam.origins, *unknown]
    mirrors = "[mirrors]\naudit_share = 1.0\nprobe_proposals = false\n"
    desk.configure(f"{mirrors}[web]\nport = {port}\nmonitoring = true\n", others=others)
    settings = desk.config / "mirrorfold.toml"
    resolve = f'resolve = {{ "{NAMED}" = "127.0.0.1", "{ALSO_NAMED}" = "127.0.0.1" }}\n'
    settings.write_text(settings.read_text().replace("[politeness]", f"{resolve}[politeness]"))
    (desk.config / "sources" / "room.toml").unlink()
    papers = {
        "lantern": ("The Lantern", desk.room.origins[:3], 'language = "en"'),
        "courier": ("The Courier", courier.origins, 'language = "en"'),
        "qalam": ("القلم", qalam.origins, ""),
    }
    for name, (title, origins, language) in papers.items():
        (desk.config / "sources" / f"{name}.toml").write_text(
            f'name = "{title}"\n{language}\nmirrors = {json.dumps(origins)}\nfeeds = ["/rss.xml"]\n'
            f'articles = "{TEMPLATE}"\nevery = "7d"\n'
        )


def _fail_a_hook(desk: Desk) -> None:
    """A hook that fails, with a dead letter."""
    settings = desk.config / "mirrorfold.toml"
    hook = '[[hooks]]\nname = "desk"\nurl = "http://127.0.0.1:9/told"\nevents = ["mirror.state"]\nwords = ["storm"]\n'
    settings.write_text(settings.read_text() + hook)
    failed = "'the certificate of hooks.example is not valid: it has expired, and nobody has renewed it since'"
    desk.change(
        [
            "insert into hooks (name, since, failures, next_at, trouble) "
            f"values ('desk', 1790000000, 3, 4000000000, {failed})",
            "insert into hook_deliveries (hook, message, event, source, article_id, body, standing, since, tries, "
            f"ended_at, trouble) values ('desk', 'm1', 'article.revised', 'lantern', 1, '', 'dead', 1790000000, 9, "
            f"1790086400, {failed})",
        ]
    )


def _let_happen(desk: Desk, courier: NewsroomProcess) -> None:
    room = desk.room
    room.post({"do": "fault", "mirror": "m3", "kind": "lag", "arg": 12})
    port = room.origins[3].rpartition(":")[2]
    for number, host in ((NAMES_A_MIRROR, NAMED), (NAMES_ANOTHER, ALSO_NAMED)):
        text = _NOTICE.format(host=host, port=port)
        room.post({"do": "edit", "article": number, "change": "append", "text": text})
    courier.post({"do": "fault", "mirror": "m1", "kind": "wall@article"})
    courier.post({"do": "edit", "article": 2, "change": "append", "text": "Our correspondent adds a word of her own."})
    for source in ("lantern", "courier", "qalam"):
        desk.crawl(source)

    # The second mirror alters numbers; each article is compared with it, for the third one lists two articles only.
    for number in (ALTERED, OTHER_ALTERED):
        room.post({"do": "edit", "article": number, "mirror": "m2", "change": "number"})
    desk.crawl("lantern")

    # Three hours later the third mirror shows what it was late with, and the paper has corrected itself.
    _let_time_pass(desk, 3 * HOUR)
    room.post({"do": "clear", "mirror": "m3"})
    room.post({"do": "edit", "article": CORRECTED, "change": "number"})
    room.post({"do": "edit", "article": CORRECTED, "change": "append", "text": "An earlier version had it wrong."})
    make_due(desk)
    desk.crawl("lantern")

    # A day later the altered numbers are an alarm, and the first mirror is seized.
    _let_time_pass(desk, 25 * HOUR)
    desk.crawl("lantern")
    room.post({"do": "publish", "number": 2})
    room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
    desk.crawl("lantern")


def _let_time_pass(desk: Desk, seconds: int) -> None:
    pass_time(desk, seconds)
    desk.change(
        f"update {table} set {column} = {column} - {seconds} where {column} > 0"
        for table, columns in {
            "sightings": ("first_seen", "last_seen"),
            "runs": ("started", "ended"),
            "mirror_events": ("at",),
            "mirror_health": ("since",),
        }.items()
        for column in columns
    )
