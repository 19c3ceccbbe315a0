"""Who runs this process, as the system knows them."""

from __future__ import annotations

import getpass


def find_user_name() -> str:
    """The user's name; empty for an account without one: a container's bare number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
