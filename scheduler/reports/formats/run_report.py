"""The report of one run, for people."""

from __future__ import annotations

from typing import Any

from crawler.context.run_context import Run
from crawler.model.verdict import STARTS_ARTICLE
from scheduler.reports.formats.text_format import format_count, format_size, sanitize


def report_lines(run: Run) -> list[str]:
    """The report for people."""
    report = run.tally.report()
    lines = [f"{run.source.name}: run {run.id} {run.tally.outcome}", *_listing_lines(report), *_article_lines(report)]
    lines.append(f"  asked       {format_count(report['requests'], 'request')}, {format_size(report['bytes'])}")
    for origin, cost in report["mirrors"].items():
        cause = sanitize(report["causes"].get(origin, ""))
        failed = f", {format_count(cost['failures'], 'failure')}, the last: {cause}" if cost["failures"] else ""
        lines.append(f"    {origin}: {format_count(cost['requests'], 'request')}, {cost['bodies']} articles{failed}")
    for host, links in sorted(report["foreign"].items()):
        lines.append(
            f"  elsewhere   {format_count(links, 'link')} to {sanitize(host)}, no mirror of this source: not followed"
        )
    lines += [f"  warning     {sanitize(warning)}" for warning in report["warnings"]]
    return lines


def _listing_lines(report: dict[str, Any]) -> list[str]:
    listings = report["listings"]
    return [
        f"  listings    {listings['read']} read, {listings['unchanged']} unchanged, {listings['failed']} failed",
        f"  mirror      {report['choice']}",
    ]


def _article_lines(report: dict[str, Any]) -> list[str]:
    verdicts = report["verdicts"]
    new = sum(verdicts.get(kind.value, 0) for kind in STARTS_ARTICLE)
    said = ", ".join(f"{number} {kind}" for kind, number in sorted(verdicts.items())) or "none"
    lines = [f"  articles    {new} new, {report['known']} already known", f"  verdicts    {said}"]
    if report["pending"]:
        lines.append(f"  pending     {format_count(report['pending'], 'text')} that no other mirror has shown")
    if report["audits"]:
        lines.append(f"  audits      {format_count(report['audits'], 'page')} fetched from a second mirror, to compare")
    if report["alarms"]:
        lines.append(f"  ALARMS      {report['alarms']}: mirrorfold alarms shows them")
    if report["belonging"]:
        pages = format_count(report["belonging"], "page")
        lines.append(f"  belonging   {pages} that are other faces of articles, or later pages")
    if report["refused"]:
        lines.append(
            f"  refused     {format_count(report['refused'], 'article')} that the source does not want fetched"
        )
    if report["waiting"]:
        lines.append(f"  waiting     {format_count(report['waiting'], 'page')} in quarantine, to be tried again later")
    if report["kept_away"]:
        lines.append(f"  kept away   {format_count(report['kept_away'], 'article')} that a person removed")
    if report["quarantined"]:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(report["quarantined"].items()))
        lines.append(f"  quarantine  {reasons}")
    if "unread" in report:
        lines.append(
            f"  unread      {count(report['unread'], 'answer')} that met an error of ours: read again next time"
        )
    if report["lost"]:
        lines.append(
            f"  left over   {format_count(len(report['lost']), 'article')} that no mirror gave: tried again next time"
        )
    return lines
