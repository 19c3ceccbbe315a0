"""What a run teaches of its source's boilerplate; links that rest on it alone are withdrawn."""

from __future__ import annotations

from crawler.archive.stories.withdraw_links import withdraw_links
from crawler.archive.texts.boilerplate import learn_lines
from crawler.archive.texts.page_furniture import learn_page_furniture
from crawler.context.run_context import Run
from crawler.listing.mirror_furniture import GatheredPages, tell_own_lines


async def learn_boilerplate(run: Run, gathered: GatheredPages) -> None:
    """Learn which lines are boilerplate, from the run's whole pages and from the texts of its source.

    What one mirror alone has on its pages is told, each line once.

    :raises LeaseLost: when the run was replaced
    """
    archive, source, now = run.services.archive, run.source.id, run.now()
    learned: set[str] = set()
    if pages := gathered.list_all():
        furniture = await archive.run_for(source, learn_page_furniture, source, run.id, pages, run.origins, now)
        learned |= {line.line for line in furniture.own} | {line.line for line in furniture.template}
        for warning in tell_own_lines(furniture.own):
            run.tally.warn(warning)
    if run.tally.verdicts or run.tally.pending or run.tally.resumed:
        learned |= {line.line for line in await archive.run_for(source, learn_lines, source, run.id, now)}
    if learned:
        run.tally.count_learned(len(learned))
        for page in await archive.run(withdraw_links, source, run.services.canonicalizer.rule, learned):
            if page.run == run.id:
                run.tally.count_withdrawn(page.kind)
