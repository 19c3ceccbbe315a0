"""What every chapter begins with: a publisher on this machine, and a desk that follows it."""

from __future__ import annotations

from tests.crawl.conftest import open_room

__all__ = ["open_room"]
