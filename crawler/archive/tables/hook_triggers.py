"""Triggers that write into ``hook_events`` what hooks are to be told, in the transaction of the change itself.

So no function that changes rows has to know of hooks, none can forget them, and whoever is killed has either done both
or neither. Where no hook is configured nothing is written. A migration that copies a table (Alembic's batch mode) has
to call ``create_hook_triggers`` afterwards: the copy has no triggers.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, event

from crawler.archive.tables.articles import metadata
from crawler.model.hook_event import HookEvent
from crawler.model.verdict import STARTS_ARTICLE, Kind

_WRITE = (
    "INSERT INTO hook_events (event, source, subject) SELECT '{event}', NEW.source, NEW.id "
    "WHERE EXISTS (SELECT 1 FROM hooks WHERE gone_at IS NULL);"
)

_NEW = ", ".join(f"'{kind.value}'" for kind in sorted(STARTS_ARTICLE))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A change of a table that is an event.

    :ivar change: what is done to the row, :ivar condition: when it is an event
    """

    event: HookEvent
    table: str
    change: str
    condition: str = "true"

    @property
    def name(self) -> str:
        """The trigger's."""
        return f"tell_{self.event.value.replace('.', '_')}_{self.change.partition(' ')[0].lower()}"


_OPENED = "NEW.standing = 'open'"

_TELLINGS = (
    # A page has its verdict once; what a person takes back later makes no article new.
    _Telling(HookEvent.ARTICLE_NEW, "pages", "UPDATE OF verdict", f"OLD.verdict IS NULL AND NEW.verdict IN ({_NEW})"),
    _Telling(
        HookEvent.ARTICLE_REVISED,
        "pages",
        "UPDATE OF verdict",
        f"OLD.verdict IS NULL AND NEW.verdict = '{Kind.REVISION.value}'",
    ),
    _Telling(HookEvent.ARTICLE_DIVERGENT, "alarms", "INSERT"),
    _Telling(HookEvent.MIRROR_STATE, "mirror_events", "INSERT"),
    # Whether people are told of a proposal follows from its evidence and its probe: looked at when either has changed.
    _Telling(HookEvent.PROPOSAL_NEW, "proposals", "INSERT", _OPENED),
    _Telling(
        HookEvent.PROPOSAL_NEW,
        "proposals",
        "UPDATE OF class, score, probe, probed_at",
        f"{_OPENED} AND (NEW.class <> OLD.class OR NEW.score <> OLD.score OR coalesce(NEW.probed_at, 0) <> "
        "coalesce(OLD.probed_at, 0))",
    ),
    _Telling(
        HookEvent.RUN_FAILED,
        "runs",
        "UPDATE OF outcome",
        "OLD.ended IS NULL AND NEW.outcome IN ('failed', 'unreachable')",
    ),
)


def create_hook_triggers(connection: Connection) -> None:
    """Create the triggers, in place of those that are there."""
    make = _make_on_sqlite if connection.dialect.name == "sqlite" else _make_on_server
    for telling in _TELLINGS:
        for statement in make(telling, _WRITE.format(event=telling.event.value)):
            connection.exec_driver_sql(statement)


def _make_on_sqlite(telling: _Telling, write: str) -> tuple[str, ...]:
    head = f"CREATE TRIGGER {telling.name} AFTER {telling.change} ON {telling.table}"
    return f"DROP TRIGGER IF EXISTS {telling.name}", f"{head} WHEN {telling.condition} BEGIN {write} END"


def _make_on_server(telling: _Telling, write: str) -> tuple[str, ...]:
    name, body = telling.name, f"BEGIN {write} RETURN NULL; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"DROP TRIGGER IF EXISTS {name} ON {telling.table}",
        f"CREATE TRIGGER {name} AFTER {telling.change} ON {telling.table} FOR EACH ROW WHEN ({telling.condition}) "
        f"EXECUTE FUNCTION {name}()",
    )


@event.listens_for(metadata, "after_create")
def _create_with_tables(_: MetaData, connection: Connection, **__: object) -> None:
    create_hook_triggers(connection)
