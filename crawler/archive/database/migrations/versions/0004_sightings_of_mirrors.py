"""A sighting belongs to the mirror whose listing showed the article, or that served it; before, to the one that a link
named, with the listings in a table of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection, Row

revision = "0004"
down_revision = "0003"

BATCH = 1000

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_NEW_COLUMNS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("named_host", sa.Text, {"nullable": False, "server_default": ""}),
    ("listed", sa.Boolean, {"nullable": False, "server_default": sa.false()}),
    ("first_run", _ID, {}),
    ("gone_at", sa.BigInteger, {}),
    ("alternate", sa.Boolean, {"nullable": False, "server_default": sa.false()}),
)
_LISTINGS = sa.table("sighting_listings", sa.column("sighting_id"), sa.column("listed_on"))
_UNIQUE = "uq_sightings_article_id_mirror_url"


def upgrade() -> None:
    """Turn each listing of a sighting into a sighting of the mirror that listed it; ids are kept, none is reused."""
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        _copy_table(connection)
    else:
        _alter_table()
    _HandOver(connection, "new_sightings" if on_sqlite else "sightings").hand_over()
    op.drop_table("sighting_listings")
    if on_sqlite:
        op.drop_table("sightings")
        op.rename_table("new_sightings", "sightings")
        op.create_index("ix_sightings_mirror_first_seen", "sightings", ["mirror", "first_seen"])
        op.create_index("ix_sightings_url", "sightings", ["url"])


def _alter_table() -> None:
    for name, kind, options in _NEW_COLUMNS:
        op.add_column("sightings", sa.Column(name, kind, **options))
    op.drop_constraint("uq_sightings_article_id_url", "sightings")
    op.create_unique_constraint(_UNIQUE, "sightings", ["article_id", "mirror", "url"])


def _copy_table(connection: Connection) -> None:
    """Copy the table into one with the columns and the constraint of now, for SQLite changes no constraint; the copy
    knows which ids were given out.
    """
    metadata = sa.MetaData()
    sa.Table("articles", metadata, sa.Column("id", _ID, primary_key=True))
    new = sa.Table(
        "new_sightings",
        metadata,
        sa.Column("id", _ID),
        sa.Column("article_id", sa.ForeignKey("articles.id", name="fk_sightings_article_id"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("mirror", "url")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("first_seen", "last_seen")),
        sa.Column("fetched_at", sa.BigInteger),
        *(sa.Column(name, kind, **options) for name, kind, options in _NEW_COLUMNS),
        sa.PrimaryKeyConstraint("id", name="pk_sightings"),
        sa.UniqueConstraint("article_id", "mirror", "url", name=_UNIQUE),
        sqlite_autoincrement=True,
    )
    new.create(connection)
    op.execute(
        "INSERT INTO new_sightings (id, article_id, mirror, url, first_seen, last_seen, fetched_at)"
        " SELECT id, article_id, mirror, url, first_seen, last_seen, fetched_at FROM sightings"
    )
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'new_sightings'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'new_sightings', seq FROM sqlite_sequence"
        " WHERE name = 'sightings'"
    )


class _HandOver:
    """Hands sightings over to the mirrors whose listings had them."""

    def __init__(self, connection: Connection, name: str) -> None:
        names = ("id", "article_id", "mirror", "url", "named_host", "first_seen", "last_seen", "fetched_at")
        self._connection = connection
        self._rows = sa.table(name, *map(sa.column, names), sa.column("listed", sa.Boolean))
        self._alike: dict[tuple[str, str], bool] = {}

    def hand_over(self) -> None:
        """Give each mirror its own, row by row where the listing was another one's than the link's."""
        t, listings = self._rows.c, _LISTINGS.c
        own = sa.select(listings.sighting_id).where(listings.sighting_id == t.id, listings.listed_on == t.mirror)
        self._connection.execute(sa.update(self._rows).where(own.exists()).values(listed=True))
        for batch in self._read_listings_of_others():
            for _, same in groupby(batch, key=lambda row: row.id):
                self._hand_on(list(same))

    def _read_listings_of_others(self) -> Iterator[list[Row[Any]]]:
        """Sightings with the mirrors that listed them and are not their own, a batch of sightings at a time."""
        t = self._rows.c
        listings = _LISTINGS
        of_others = (listings.c.sighting_id == t.id) & (listings.c.listed_on != t.mirror)
        ids = sa.select(t.id).join(listings, of_others).distinct().order_by(t.id).limit(BATCH)
        after = -1
        while batch := list(self._connection.execute(ids.where(t.id > after)).scalars()):
            mine = sa.select(self._rows, listings.c.listed_on).join(listings, of_others)
            within = (t.id > after) & (t.id <= batch[-1])
            yield list(self._connection.execute(mine.where(within).order_by(t.id, listings.c.listed_on)))
            after = batch[-1]

    def _hand_on(self, listings: list[Row[Any]]) -> None:
        """Hand one sighting on; it goes with the first of its listings, unless its own mirror showed or served it."""
        t, row = self._rows.c, listings[0]
        mine = t.id == row.id
        stays = row.fetched_at is not None or bool(self._connection.execute(sa.select(t.listed).where(mine)).scalar())
        for listing in listings:
            url = self._carry(row.mirror, row.url, listing.listed_on)
            there = (t.article_id == row.article_id) & (t.mirror == listing.listed_on) & (t.url == url)
            own = self._connection.execute(sa.select(t.id, t.first_seen, t.last_seen).where(there)).first()
            named = urlsplit(row.mirror).netloc or row.mirror
            values = {"mirror": listing.listed_on, "url": url, "named_host": named, "listed": True}
            if own is not None:
                first, last = min(own.first_seen, row.first_seen), max(own.last_seen, row.last_seen)
                times = {"listed": True, "first_seen": first, "last_seen": last}
                self._connection.execute(sa.update(self._rows).where(t.id == own.id).values(times))
            elif not stays:
                self._connection.execute(sa.update(self._rows).where(mine).values(values))
                stays = True
            else:
                values |= {"article_id": row.article_id, "first_seen": row.first_seen, "last_seen": row.last_seen}
                self._connection.execute(sa.insert(self._rows).values(values))
        if not stays:
            self._connection.execute(sa.delete(self._rows).where(mine))

    def _carry(self, named: str, url: str, mirror: str) -> str:
        """The address on the mirror that listed a link to another one, unless their addresses are known to differ."""
        if not url.startswith(f"{named}/"):
            return url
        if (named, mirror) not in self._alike:
            self._alike[named, mirror] = self._are_alike(named, mirror)
        return mirror + url.removeprefix(named) if self._alike[named, mirror] else url

    def _are_alike(self, one: str, other: str) -> bool:
        """Whether an article has one path on both mirrors, or none is known on both."""
        old = sa.table("sightings", *map(sa.column, ("article_id", "mirror", "url")))
        here, there = old.alias(), old.alias()
        both = sa.select(sa.literal(1)).select_from(here).join(there, there.c.article_id == here.c.article_id)
        own = [sa.func.substr(t.c.url, 1, sa.func.length(t.c.mirror)) == t.c.mirror for t in (here, there)]
        both = both.where(here.c.mirror == one, there.c.mirror == other, *own).limit(1)
        paths = [sa.func.substr(t.c.url, sa.func.length(t.c.mirror) + 1) for t in (here, there)]
        same = self._connection.execute(both.where(paths[0] == paths[1])).first()
        return same is not None or self._connection.execute(both).first() is None
