"""A parent that starts an embedded server, fills it, says so, and waits to be killed: ``orphan_maker.py STATE``."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.index.known_keys import remember_keys
from crawler.maintenance.state_folder import lock_state_folder


async def fill(url: str) -> None:
    index = Index.at(url)
    await index.mark([*keys.posting_partitions(), keys.source_partition("herald")])
    await remember_keys(index, "herald", {"/1": Known(1)})
    await index.close()


if __name__ == "__main__":
    state = Path(sys.argv[1])
    with lock_state_folder(state), EmbeddedIndex(state) as server:
        asyncio.run(fill(server.url))
        print("filled", flush=True)
        signal.pause()
