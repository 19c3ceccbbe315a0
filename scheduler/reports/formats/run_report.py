"""The report of one run, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.context.run_context import Run
from crawler.model.verdict import STARTS_ARTICLE
from scheduler.reports.formats.text_format import format_count, format_size, sanitize


def report_facts(run: Run) -> dict[str, Any]:
    """The report for programs."""
    return {"run": run.id, "source": run.source.id, "outcome": run.tally.outcome} | run.tally.report()


def report_lines(name: str, report: Mapping[str, Any]) -> list[str]:
    """The report for people.

    :param name: of the source
    :param report: as for programs
    """
    listings = report["listings"]
    lines = [
        f"{name}: run {report['run']} {report['outcome']}",
        f"  listings    {listings['read']} read, {listings['unchanged']} unchanged, {listings['failed']} failed",
        f"  mirror      {report['choice']}",
        *_article_lines(report),
        f"  asked       {format_count(report['requests'], 'request')}, {format_size(report['bytes'])}",
    ]
    for origin, cost in report["mirrors"].items():
        cause = sanitize(report["causes"].get(origin, ""))
        last = "" if any(cause in sanitize(warning) for warning in report["warnings"]) else f", the last: {cause}"
        failed = f", {format_count(cost['failures'], 'failure')}{last}" if cost["failures"] else ""
        lines.append(f"    {origin}: {format_count(cost['requests'], 'request')}, {cost['bodies']} articles{failed}")
    examples = {urlsplit(each["url"]).hostname: each["url"] for each in report["left_out"].get("foreign", ())}
    if elsewhere := report["listing_hosts"]["requests"]:
        lines.append(f"    hosts of listings that are no mirrors: {format_count(elsewhere, 'request')}")
    for host, links in sorted(report["foreign"].items()):
        such_as = f", such as {sanitize(examples[host])}" if host in examples else ""
        counted = f"{format_count(links, 'link')} to {sanitize(host)}, no mirror of this source: not followed"
        lines.append(f"  elsewhere   {counted}{such_as}")
    lines += [f"  warning     {sanitize(warning)}" for warning in report["warnings"]]
    return lines


_COUNTED = (
    ("pending", "text", "that no other mirror has shown"),
    ("audits", "page", "fetched from a second mirror, to compare"),
    ("rechecks", "page", "of mirrors that are back, new or suspect, to compare"),
    ("belonging", "page", "that are other faces of articles, or later pages"),
    ("refused", "article", "that the source does not want fetched"),
    ("waiting", "page", "in quarantine, to be tried again later"),
    ("kept_away", "article", "that a person removed"),
)
"""Figure of the report, what is counted, and what it is about: a line for each that is not 0."""


def _article_lines(report: Mapping[str, Any]) -> Iterator[str]:
    verdicts = report["verdicts"]
    new = sum(verdicts.get(kind.value, 0) for kind in STARTS_ARTICLE)
    yield f"  articles    {new} new, {report['known']} already known"
    yield f"  verdicts    {_kinds(verdicts) or 'none'}"
    for name, noun, about in _COUNTED:
        if report[name]:
            yield f"  {name.replace('_', ' '):11} {format_count(report[name], noun)} {about}"
        if name == "rechecks" and report["alarms"]:
            yield f"  ALARMS      {report['alarms']}: mirrorfold alarms shows them"
    if report["quarantined"]:
        yield f"  quarantine  {_kinds(report['quarantined'])}"
    if "errors" in report:
        yield f"  errors      {format_count(report['errors'], 'error')} of ours: the log has the traces"
    if "unread" in report:
        unread = format_count(report["unread"], "answer")
        yield f"  unread      {unread} that met an error of ours: read again next time"
    if report["lost"]:
        left_over = format_count(len(report["lost"]), "article")
        yield f"  left over   {left_over} that no mirror gave: tried again next time"


def _kinds(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
