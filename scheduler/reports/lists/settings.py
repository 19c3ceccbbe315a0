"""Every setting with its value in force and where that comes from; secrets are masked."""

from __future__ import annotations

from crawler.settings import Configuration
from crawler.settings.display import mask_value


def settings_rows(configuration: Configuration) -> list[dict[str, object]]:
    """Each setting: its dotted ``key``, its ``value``, and ``from``: default, file or environment."""
    rows: list[dict[str, object]] = []
    for key, origin in configuration.origins.items():
        section, name = key.split(".")
        value = mask_value(key, getattr(getattr(configuration.settings, section), name))
        rows.append({"key": key, "value": value, "from": origin.value})
    return rows
