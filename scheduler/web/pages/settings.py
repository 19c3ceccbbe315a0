"""Every value in force with its origin, secrets masked; what is wrong with the installation, and the cure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from scheduler.reports.lists.settings import settings_rows
from scheduler.watching.doctor import Finding
from scheduler.web.view import View


def load_settings_page(view: View, findings: Sequence[Finding]) -> dict[str, Any]:
    """The settings by section, and what the doctor found."""
    rows = settings_rows(view.configuration)
    sections: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sections.setdefault(str(row["key"]).partition(".")[0], []).append(row)
    return {
        "folder": str(view.configuration.folder),
        "sections": sections,
        "findings": [asdict(finding) for finding in findings],
        "worst": next((level for level in ("wrong", "warning") if any(f.level == level for f in findings)), "ok"),
    }
