"""Which archive this is: by it an index knows whose it is."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from crawler.archive.tables.articles import metadata

archive_identity = Table(
    "archive_identity",
    metadata,
    Column("id", Text, primary_key=True, comment="16 hex digits at random; one row at most, kept by every copy"),
)
