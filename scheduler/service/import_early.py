"""Imports while something else is waited for."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any


def import_early(module: str) -> asyncio.Future[Any]:
    """Import a module in a thread, while stores and processes start: the pages' libraries take a tenth of a second.

    :returns: the module, to be awaited where it is needed
    """
    importing = ThreadPoolExecutor(1, thread_name_prefix="import")
    imported = asyncio.get_running_loop().run_in_executor(importing, import_module, module)
    importing.shutdown(wait=False)
    return imported
