"""One embedded server for the tests of a module; each begins with an empty index, and in a room of its own."""

from tests.desk.judging_rooms import lasting_server, play, server

__all__ = ["lasting_server", "play", "server"]
