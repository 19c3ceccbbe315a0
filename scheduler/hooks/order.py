"""What the process that sends is told by the one that began it: on its standard input, where no other process looks."""

from __future__ import annotations

from pathlib import Path

from crawler.settings import Settings
from crawler.settings.hook import Hooks
from crawler.settings.sections import Alarms, Outbox
from crawler.settings.table import Table
from scheduler.hooks.targets import Target, list_targets


class Order(Table):
    """All that it needs; its standard input stays open for as long as it is wanted.

    :ivar state: the state folder, :ivar database: URL of the archive; empty: the file in the state folder
    :ivar address: of the pages
    :ivar leader: where several processes share an archive, the one that leads while this is sent
    :ivar seconds: how long it works at most, until all is sent; 0: until it is told to end
    """

    state: str
    database: str
    address: str
    hooks: Hooks
    alarms: Alarms
    outbox: Outbox
    leader: str = ""
    seconds: float = 0.0

    @property
    def targets(self) -> tuple[Target, ...]:
        """Who is told."""
        return list_targets(self.hooks, self.alarms)


def make_order(settings: Settings, state: Path, leader: str | None = None, seconds: float = 0.0) -> Order:
    """The order that follows from the settings in force."""
    return Order(
        state=str(state.absolute()),
        database=str(settings.database.url),
        address=settings.web.address,
        hooks=settings.hooks,
        alarms=settings.alarms,
        outbox=settings.outbox,
        leader=leader or "",
        seconds=seconds,
    )


def write_order(order: Order) -> bytes:
    """An order on one line."""
    return order.model_dump_json().encode() + b"\n"


def read_order(line: bytes) -> Order:
    """Read it again."""
    return Order.model_validate_json(line)
