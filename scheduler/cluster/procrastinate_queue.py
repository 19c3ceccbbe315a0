"""The queue of due runs: procrastinate, in the archive's PostgreSQL. Nothing else knows that it is procrastinate.

A job is a source's run. Of those that wait there is one a source (``queueing_lock``); one that waits beside one that
runs is kept from the source by its lease. A job whose worker gives no sign of life any more is handed out again.

Its tables stand in a schema of their own, and are made by the version of procrastinate that finds none. Its later
versions bring migrations, which are applied in the order of their names; the schema's comment says which were.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from psycopg import sql
from sqlalchemy import make_url

from crawler.model.errors import ArchiveUnavailable
from scheduler.cluster.installation_report import SCHEMA
from scheduler.schedule.dispatch import STOP_CRAWLS

log = logging.getLogger(__name__)

QUEUE = "crawl"

POLL = 1.0
"""Seconds between two looks for a job: one that was handed out again sends no notice."""

BEAT, SILENT = 2.0, 8.0
"""Seconds between two signs of life of a worker, and after which its jobs are handed out again."""

AGAIN = 1.0
"""Seconds before a worker is started anew whose database went away."""

Crawl = Callable[[str, bool], Awaitable[None]]
"""Crawls a source: its id, and whether every mirror is asked."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """A job that this process did: for which of its workers, and when it ended by the event loop's clock."""

    worker: int | None
    at: float


class RunQueue:
    """Hands out runs, and does them.

    :param url: of the archive's database, as SQLAlchemy writes it
    """

    def __init__(self, url: str) -> None:
        logging.getLogger("procrastinate").setLevel(logging.ERROR)  # runs are told of by the runs themselves
        place = make_url(url).set(drivername="postgresql")
        self._conninfo = place.render_as_string(hide_password=False)
        options = {"connect_timeout": 10, "options": f"-csearch_path={SCHEMA}", "keepalives_idle": 10,
                   "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 20_000}  # fmt: skip
        connector = procrastinate.PsycopgConnector(conninfo=self._conninfo, kwargs=options, min_size=1, max_size=4)
        self._app = procrastinate.App(connector=connector)
        self._task = self._app.task(name=QUEUE, queue=QUEUE, pass_context=True)(self._do)
        self._crawl: Crawl | None = None
        self._ended: dict[int, _Ended] = {}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[RunQueue]:
        """Use the queue for as long as the body runs.

        :raises ArchiveUnavailable: when the database cannot be reached, or the tables not be made
        """
        try:
            await asyncio.to_thread(prepare_schema, self._conninfo)
            await self._app.open_async()
        except (psycopg.Error, ConnectorException) as error:
            cause = str(error).splitlines()[0] if str(error) else type(error).__name__
            cure = "Check database.url, that the server runs, and that its user may create a schema"
            raise ArchiveUnavailable(f"The queue cannot be used: {cause}", where=SCHEMA, cure=cure) from error
        try:
            yield self
        finally:
            await self._app.close_async()

    async def enqueue(self, source: str, *, every_mirror: bool = False, priority: int = 0) -> None:
        """Put a run into the queue; one that waits already stands for it.

        :raises ArchiveUnavailable: when the database cannot be reached
        """
        configured = self._task.configure(queueing_lock=source, priority=priority)
        with _sentences(), contextlib.suppress(AlreadyEnqueued):
            await configured.defer_async(source=source, every_mirror=every_mirror)

    async def load_outstanding(self) -> set[str]:
        """Load the sources whose run waits or is under way.

        :raises ArchiveUnavailable: when the database cannot be reached
        """
        with _sentences():
            rows = await self._app.connector.execute_query_all_async(_OUTSTANDING)
        return {row["source"] for row in rows}

    async def hand_out_again(self) -> list[str]:
        """Hand out the jobs again whose workers give no sign of life; one that waits already stands for its source.

        :returns: their sources
        :raises ArchiveUnavailable: when the database cannot be reached
        """
        jobs = self._app.job_manager
        sources: list[str] = []
        with _sentences():
            for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT):
                sources.append(str(job.task_kwargs.get("source")))
                try:
                    await jobs.retry_job(job)
                except UniqueViolation:
                    await jobs.finish_job(job, Status.FAILED, delete_job=True)
        return sources

    async def work(self, crawl: Crawl, places: int) -> None:
        """Take jobs and do them until cancelled; a database that went away is waited for.

        :param places: how many at once
        """
        self._crawl = crawl
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_working(places))
            group.create_task(self._keep_tidying())

    async def _keep_working(self, places: int) -> None:
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE], concurrency=places, install_signal_handlers=False, delete_jobs="always",
                    fetch_job_polling_interval=POLL, update_heartbeat_interval=BEAT, stalled_worker_timeout=SILENT,
                    shutdown_graceful_timeout=STOP_CRAWLS,
                )  # fmt: skip
            except (ConnectorException, psycopg.Error) as error:
                log.warning("the queue went away: %s", str(error).splitlines()[0] if str(error) else repr(error))
            await asyncio.sleep(AGAIN)

    async def _do(self, context: procrastinate.JobContext, source: str, every_mirror: bool = False) -> None:
        assert self._crawl is not None
        try:
            await self._crawl(source, every_mirror)
        finally:
            job = context.job
            if job.id is not None:
                self._ended[job.id] = _Ended(job.worker_id, asyncio.get_running_loop().time())

    async def _keep_tidying(self) -> None:
        """Take jobs out of the queue that ended and stand there still: procrastinate says once that one has ended, and
        where that is not heard, it is under way for as long as its worker lives.
        """
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(BEAT)
            ended = {number: job for number, job in self._ended.items() if job.at + BEAT < loop.time()}
            if not ended:
                continue
            workers = [job.worker for job in ended.values()]
            try:
                await self._app.connector.execute_query_async(_TAKE_OUT, jobs=list(ended), workers=workers)
                for number in ended:
                    del self._ended[number]
            except (ConnectorException, psycopg.Error) as error:
                log.debug("jobs that ended stand in the queue: %s", error)  # whoever looks at the queue says so already


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Turn the queue's errors into ours."""
    try:
        yield
    except (ConnectorException, psycopg.Error) as error:
        cause = str(error.__cause__ or error).splitlines()
        words = cause[0] if cause else type(error).__name__
        cure = "Check that the server runs: the queue goes on when it answers"
        raise ArchiveUnavailable(f"The queue cannot be used: {words}", where=SCHEMA, cure=cure) from error


_TAKE_OUT = """
DELETE FROM procrastinate_jobs USING unnest(%(jobs)s::bigint[], %(workers)s::bigint[]) AS ended (job, worker)
WHERE id = ended.job AND worker_id = ended.worker AND status = 'doing'
"""
"""Not where one was handed out again meanwhile."""

_OUTSTANDING = "SELECT DISTINCT args->>'source' AS source FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"

_NAME_OF_LOCK = 0x6D66_7175
"""Of the making of the schema: any number that nobody else has in the database."""


def prepare_schema(conninfo: str) -> None:
    """Make the queue's tables where there are none, and bring them up to the installed version of procrastinate.

    :param conninfo: of the database
    """
    with psycopg.connect(conninfo, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_NAME_OF_LOCK])
        schema = sql.Identifier(SCHEMA)
        there = connection.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [SCHEMA]).fetchone()
        made = there[0] if there else None
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))
        connection.execute("SET LOCAL client_min_messages TO warning")
        manager = procrastinate.schema.SchemaManager
        migrations = sorted(Path(manager.get_migrations_path()).glob("*.sql"))
        if made is None:
            connection.execute(manager.get_schema())
        else:
            for file in migrations:
                if file.name > made:
                    connection.execute(file.read_text(encoding="utf-8"))
        comment = sql.SQL("COMMENT ON SCHEMA {} IS {}")
        connection.execute(comment.format(schema, sql.Literal(migrations[-1].name)))
