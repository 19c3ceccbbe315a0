"""Tells errors of ours from what a document makes its parsers raise.

Parsers raise almost anything on hostile documents, and so their failures are caught by kind (``PARSE_FAILURES``): a
mistake of our own among them would end as one more page that cannot be read. It is told by where it was raised.
"""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

_MISTAKES = (AssertionError, AttributeError, LookupError, NameError, TypeError)
"""What code raises that is wrong; what is left is about values, which are the document's."""

_NOT_MISTAKES = (UnicodeError,)
_OURS = ("crawler", "newsroom", "scheduler")


def is_ours(error: BaseException) -> bool:
    """Say whether an exception is a mistake of ours: of a kind that wrong code raises, and raised in a module of ours.

    >>> is_ours(ValueError("month must be in 1..12"))
    False
    """
    if not isinstance(error, _MISTAKES) or isinstance(error, _NOT_MISTAKES):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0] in _OURS


def tell_own(error: BaseException) -> None:
    """Log an exception that is a mistake of ours, for whoever catches it as a failure of the document."""
    if is_ours(error):
        log.error("what reads documents met an error of ours", exc_info=error)
