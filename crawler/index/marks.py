"""The mark of a partition: whose index it is, what was built there, and in which server's history.

A server's history is its replication id. A replica that becomes a primary begins another one, and so does a server that
starts: either may lack what was acknowledged last. So a mark counts only while its server's history is the one that
stands in it. On what a rebuilding has begun and not ended stands that it builds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.index import keys

_HISTORY = "string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')"

READ = f"""
local answer = {{{_HISTORY}}}
for place = 1, #KEYS do answer[place + 1] = redis.call('GET', KEYS[place]) end
return answer
"""
"""Answers the server's history, then the marks of some partitions. KEYS: marks."""

_BUILDING = "building"

BEGIN = f"redis.call('SET', KEYS[1], '{_BUILDING}:' .. ARGV[1] .. ':' .. {_HISTORY}, 'EX', {keys.FOREVER}) return 1"
"""Says that a partition is being built: whoever built it until now can end it no more. ARGV: the build."""

END = f"""
local history = {_HISTORY}
if redis.call('GET', KEYS[1]) ~= '{_BUILDING}:' .. ARGV[2] .. ':' .. history then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2] .. ':' .. history, 'EX', {keys.FOREVER})
return 1
"""
"""Marks what was built, if all of it was built by one, in one history. ARGV: the archive, the build."""

SET = f"redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2] .. ':' .. {_HISTORY}, 'EX', {keys.FOREVER}) return 1"
"""Marks a partition. ARGV: the archive, the build."""

SET_MISSING = f"if redis.call('EXISTS', KEYS[1]) == 1 then return 1 end {SET}"
"""Marks a partition that has no mark. ARGV: the archive, the build."""

RENEW = f"""
if redis.call('GET', KEYS[1]) ~= ARGV[3] then return 0 end
{SET}
"""
"""Lets a mark count in its server's present history. ARGV: the archive, the build, the mark as it stands."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A partition's mark, with the history of the server that it was read from.

    :ivar archive: identity of the archive whose index it is
    :ivar build: 16 hex digits, others after each building
    :ivar history: the server's when it was marked; :ivar now: the server's when it was read
    """

    archive: str
    build: str
    history: str
    now: str

    @property
    def text(self) -> str:
        """As it stands."""
        return f"{self.archive}:{self.build}:{self.history}"

    @property
    def holds(self) -> bool:
        """Whether all that was acknowledged under it is there."""
        return self.history == self.now


def parse_mark(text: bytes | None, now: str) -> Mark | None:
    """Read a mark; None where there is none, or somebody builds.

    >>> parse_mark(b"aaaa:bbbb:cccc", "cccc").holds, parse_mark(b"building:bbbb:cccc", "cccc"), parse_mark(None, "cccc")
    (True, None, None)
    """
    parts = (text or b"").decode().rsplit(":", 2)
    if len(parts) != 3 or parts[0] == _BUILDING:
        return None
    return Mark(parts[0], parts[1], parts[2], now)


def read_command(partitions: Sequence[str]) -> tuple[object, ...]:
    """The command that reads the marks of partitions that lie together."""
    return ("EVAL", READ, len(partitions), *map(keys.mark, partitions))


def parse_marks(groups: Sequence[Sequence[str]], answers: Sequence[Sequence[bytes | None]]) -> dict[str, Mark | None]:
    """Read the answers of such commands."""
    found: dict[str, Mark | None] = {}
    for group, (now, *texts) in zip(groups, answers, strict=True):
        history = (now or b"").decode()
        found |= {name: parse_mark(text, history) for name, text in zip(group, texts, strict=True)}
    return found
