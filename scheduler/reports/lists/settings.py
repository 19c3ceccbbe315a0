"""Every setting with its value in force and where that comes from; secrets are masked."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.settings import Configuration, Origin
from crawler.settings.display import mask_value


def settings_rows(configuration: Configuration) -> list[dict[str, object]]:
    """Each setting: its dotted ``key``, its ``value``, and ``from``: default, file or environment."""
    rows: list[dict[str, object]] = []
    for key, origin in configuration.origins.items():
        section, name = key.split(".")
        value = mask_value(key, getattr(getattr(configuration.settings, section), name))
        rows.append({"key": key, "value": value, "from": origin.value})
    return rows + list(_hook_rows(configuration))


def _hook_rows(configuration: Configuration) -> Iterator[dict[str, object]]:
    """What is set of each hook; they stand in the file alone."""
    for place, hook in enumerate(configuration.settings.hooks):
        for name in type(hook).model_fields:
            if name in hook.model_fields_set:
                key = f"hooks[{place}].{name}"
                yield {"key": key, "value": mask_value(key, getattr(hook, name)), "from": Origin.FILE.value}
