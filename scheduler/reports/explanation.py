"""All that the archive knows of an article: where it stands, what it said, and why each page was judged as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from crawler.archive.schema import articles, pages, quarantine, revisions, showings, story_links
from scheduler.reports.moments import moment_of, moment_or_never
from scheduler.reports.search import Found
from scheduler.reports.whereabouts import Whereabouts, whereabouts
