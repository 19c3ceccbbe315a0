"""Charts and their tables → HTML, written as one string: a page of strips has thousands of rectangles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from scheduler.reports.formats.text_format import sanitize
from scheduler.web.charts import Bar, Chart, draw_bars, draw_stacks, draw_strip


def write_svg(chart: Chart, label: str, name: str = "") -> Markup:
    """A chart as a picture that says what it shows.

    :param label: what a reader hears who does not see it
    :param name: of the class that gives it its size
    """
    bars = "".join(map(_write_bar, chart.bars))
    return Markup(  # noqa: S704 - every part is a number or escaped here
        f'<svg class="chart {_safe(name)}" role="img" aria-label="{_safe(label)}" '
        f'viewBox="0 0 {chart.width:g} {chart.height:g}" preserveAspectRatio="none">{bars}</svg>'
    )


def _write_bar(bar: Bar) -> str:
    says = f"<title>{_safe(bar.says)}</title>" if bar.says else ""
    place = f'x="{bar.x:g}" y="{bar.y:g}" width="{bar.width:g}" height="{bar.height:g}"'
    return f'<rect class="{_safe(bar.kind) or "bar"}" {place}>{says}</rect>'


def _safe(text: str) -> str:
    return escape(sanitize(text), quote=True)


def write_spark(days: Sequence[str], values: Sequence[int], what: str) -> Markup:
    """A number a day, small."""
    label = f"{what}: {sum(values):,} from {days[0]} to {days[-1]}"
    return write_svg(draw_bars(values, _say(days, values), width=120, height=20), label, "spark")


def write_bars(title: str, days: Sequence[str], values: Sequence[int]) -> Markup:
    """A number a day, as wide as the page."""
    drawn = draw_bars(values, _say(days, values), width=720, height=100)
    return _with_axis(drawn, f"{title} a day, {sum(values):,} in all")


def write_stacks(title: str, days: Sequence[str], kinds: Mapping[str, Sequence[int]]) -> Markup:
    """Numbers of several kinds a day, upon each other."""
    named = [(kind.replace("_", "-"), values) for kind, values in kinds.items()]
    columns = [[(kind, values[place]) for kind, values in named] for place in range(len(days))]
    return _with_axis(draw_stacks(columns, days), title)


def _with_axis(drawn: Chart, label: str) -> Markup:
    top = Markup('<span class="axis">{}</span>').format(f"{drawn.top:,}")
    return Markup('<div class="plot">') + top + write_svg(drawn, label, "tall") + Markup("</div>")


def write_strip(cells: Sequence[Any], label: str) -> Markup:
    """How a mirror did, a cell a run."""
    return write_svg(draw_strip(cells, list(map(_say_cell, cells))), label, "strip")


def _say_cell(cell: Any) -> str:
    cost = f", {cell.requests} requests, {cell.failures} failed" if cell.requests else ""
    return f"run {cell.run}, {cell.at:%Y-%m-%d %H:%M}: {cell.how}{cost}"


def write_days(title: str, days: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Markup:
    """The table behind a chart: a row a day on which there was something, the latest first.

    Where it is wider than its page it scrolls, which a keyboard can do only where the focus can stand.
    """
    head = "".join(f'<th scope="col" class="n">{_safe(name.replace("_", " "))}</th>' for name in columns)
    rows = "".join(
        f"<tr><td>{_safe(day)}</td>" + "".join(f'<td class="n">{number:,}</td>' for number in numbers) + "</tr>"
        for day, *numbers in reversed(list(zip(days, *columns.values(), strict=True)))
        if any(numbers)
    )
    return Markup(  # noqa: S704 - every part is a number or escaped here
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_safe(title)}, table"><table>'
        f'<thead><tr><th scope="col">Day</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _say(days: Iterable[str], values: Iterable[int]) -> list[str]:
    return [f"{day}: {value:,}" for day, value in zip(days, values, strict=True)]


DRAWING: Mapping[str, Callable[..., Markup]] = {
    "svg": write_svg,
    "spark": write_spark,
    "bar_chart": write_bars,
    "stack_chart": write_stacks,
    "strip": write_strip,
    "day_table": write_days,
}
"""What templates may call."""
