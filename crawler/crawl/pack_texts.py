"""Compresses what a run brought, beside texts of its source that were there before."""

from __future__ import annotations

import asyncio

from crawler.archive.texts.text_dictionaries import load_samples, pack_texts, store_dictionary, train_dictionary
from crawler.context.run_context import Run


async def pack_source_texts(run: Run) -> None:
    """Compress some texts of a run's source that are not, and make the source's dictionary where it needs one.

    :raises LeaseLost: when the run was replaced
    """
    if not run.tally.verdicts:
        return
    archive, source = run.services.archive, run.source.id
    if (samples := await archive.load(load_samples, source)) is not None:
        dictionary = await asyncio.to_thread(train_dictionary, samples)
        await archive.run_for(source, store_dictionary, source, dictionary, run.now())
    await archive.run_for(source, pack_texts, source)
