"""The tables of an installation of several machines: who leads, who is there, what was asked for, which configuration.

Times are seconds since 1970 by the database's clock, with fractions: the machines' own clocks may differ.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Integer, Table, Text

from crawler.archive.tables.articles import Id, metadata

leadership = Table(
    "leadership",
    metadata,
    Column("name", Text, primary_key=True, comment="of the lease: there is one"),
    Column("holder", Text, nullable=False, comment="the process that leads: a name made at its start"),
    Column("host", Text, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float, nullable=False, comment="another process may take the lease after this"),
    comment="who schedules: one process of all",
)

members = Table(
    "members",
    metadata,
    Column("holder", Text, primary_key=True, comment="the process: a name made at its start"),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("role", Text, nullable=False, comment="run, work"),
    Column("places", Integer, nullable=False, comment="runs that it does at once"),
    Column("version", Text, nullable=False, comment="of the program"),
    Column("configuration", Integer, comment="the version of the configuration that it goes by"),
    Column("began", Float, nullable=False),
    Column("beat_at", Float, nullable=False, comment="its last sign of life"),
    Column("running", JSON, nullable=False, comment="source → figures of its run so far"),
    comment="the processes of the installation; one whose beat is old is frozen, dead or cut off",
)

orders = Table(
    "orders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("asked_at", Float, nullable=False),
    Column("request", JSON, nullable=False),
    Column("taken_by", Text, comment="the process that carries it out"),
    Column("answer", JSON),
    Column("answered_at", Float),
    sqlite_autoincrement=True,
    comment="what a process that does not lead was asked for: the one that leads takes it, and answers here",
)

configurations = Table(
    "configurations",
    metadata,
    Column("version", Id, primary_key=True),
    Column("pushed_at", Float, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("files", JSON, nullable=False, comment="name of a file of sources → its text"),
    sqlite_autoincrement=True,
    comment="the sources of an installation, one version after the other; the last one counts",
)
