"""Logs on stderr: plain on a terminal, JSON otherwise; every line of a run names its run and its source."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from crawler.context.run_log import current_run

_QUIET = {
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,
    "scrapy": logging.ERROR,
    "twisted": logging.CRITICAL,
    "uvicorn": logging.WARNING,
}
"""Libraries and what they may say: their chatter names neither run nor source."""


def configure_logging(*, plain: bool = False) -> None:
    """Send the program's log to stderr.

    :param plain: for people, wherever it goes
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLine() if plain or sys.stderr.isatty() else JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)


class JsonLine(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "about": record.name,
            "says": record.getMessage(),
            **current_run(),
        }
        if trace := _trace(self, record):
            row["trace"] = trace
        return json.dumps(row, ensure_ascii=True)


class PlainLine(logging.Formatter):
    """Time, level, source, sentence."""

    def format(self, record: logging.LogRecord) -> str:
        run = current_run()
        number = f"#{run['run']}" if run["run"] is not None else ""
        about = f" {run['source']}{number}" if run["source"] is not None else ""
        when = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")  # noqa: DTZ006 - the reader's own time
        line = f"{when} {record.levelname.lower():7}{about} {' '.join(record.getMessage().split())}"
        trace = _trace(self, record)
        return f"{line}\n{trace}" if trace else line


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The trace of a line's exception: of this process, or as another one wrote it."""
    written = str(getattr(record, "trace", ""))
    return formatter.formatException(record.exc_info) if record.exc_info else written
