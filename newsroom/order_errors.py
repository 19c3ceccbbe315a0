"""What can be wrong in what is asked of the newsroom."""

from __future__ import annotations


class Mistake(ValueError):
    """An option, a fault or an order that makes no sense; the message is a sentence for the person who gave it."""
