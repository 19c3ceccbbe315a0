"""Tokens of feed readers: what opens feeds, and nothing else, for programs that can send no header.

A token is 192 random bits, so a plain digest of it can be looked up and tells nobody anything. It is shown once, when
it is made.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from crawler.archive.queries import insert
from crawler.archive.tables.feed_tokens import feed_tokens

BYTES = 24
"""Random bytes of a token: 192 bits, 32 letters."""


@dataclass(frozen=True, slots=True)
class FeedToken:
    """A token, without what it is.

    :ivar name: for whom it was made
    :ivar source: whose feed it opens; None: all feeds
    :ivar made_at: seconds since 1970, as is ``revoked_at``, which is None while it is good
    """

    id: int
    name: str
    source: str | None
    made_at: int
    made_by: str
    revoked_at: int | None
    revoked_by: str | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a token that is good opens: its digest, and the source, None for all feeds."""

    digest: bytes
    source: str | None


def digest_token(token: str) -> bytes:
    """The digest under which a token is kept."""
    return hashlib.sha256(b"mirrorfold feed " + token.encode("utf-8", "surrogatepass")).digest()


def add_feed_token(
    connection: Connection, name: str, source: str | None, *, who: str, now: int
) -> tuple[FeedToken, str]:
    """Make a token.

    :returns: what is kept of it, and the token itself, which nobody is told again
    """
    token = secrets.token_urlsafe(BYTES)
    values = {"name": name, "digest": digest_token(token), "source": source, "made_at": now, "made_by": who}
    made = insert(connection, feed_tokens).values(values).returning(feed_tokens.c.id)
    number = int(connection.execute(made).scalar_one())
    return FeedToken(number, name, source, now, who, None, None), token


def load_feed_tokens(connection: Connection) -> list[FeedToken]:
    """Load all tokens, the latest first; revoked ones too."""
    t = feed_tokens.c
    columns = (t.id, t.name, t.source, t.made_at, t.made_by, t.revoked_at, t.revoked_by)
    return [FeedToken(*row) for row in connection.execute(select(*columns).order_by(t.id.desc()))]


def load_admitted(connection: Connection) -> list[Admitted]:
    """Load what opens feeds now."""
    t = feed_tokens.c
    rows = connection.execute(select(t.digest, t.source).where(t.revoked_at.is_(None)))
    return [Admitted(bytes(row.digest), row.source) for row in rows]


def revoke_feed_token(connection: Connection, number: int, *, who: str, now: int) -> bool:
    """Let a token open nothing any more.

    :returns: whether it was good until now
    """
    good = (feed_tokens.c.id == number) & feed_tokens.c.revoked_at.is_(None)
    return bool(connection.execute(update(feed_tokens).where(good).values(revoked_at=now, revoked_by=who)).rowcount)
