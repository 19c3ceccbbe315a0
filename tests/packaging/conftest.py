"""A newsroom for the installed program."""

from tests.crawl.conftest import open_room

__all__ = ["open_room"]
