"""A reader's browser at the pages: what it shows, and everything that it should not have said or asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
"""axe-core (axe.LICENSE.txt); it is evaluated, for the pages' policy lets no script of others in."""

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

MODES: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": WIDE},
    "dark": {"color_scheme": "dark", "viewport": WIDE},
    "phone": {"color_scheme": "light", "viewport": PHONE, "has_touch": True},
    "without JavaScript": {"color_scheme": "light", "viewport": WIDE, "java_script_enabled": False},
}
"""How a reader may look at the pages."""

RULES = {"dark": ["color-contrast"], "phone": ["color-contrast", "target-size", "scrollable-region-focusable"]}
"""What axe is asked where the rest is as it is in the light."""

_RUN_AXE = """async (rules) => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => each.id + ": " + each.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", "));
}"""


@dataclass
class Visitor:
    """A browser window, and what went wrong in it.

    :ivar troubles: console messages, errors of scripts, dialogs, requests to elsewhere; since they were last taken
    """

    origin: str
    page: Page
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> Response:
        """Go to a page of ours."""
        answer = self.page.goto(self.origin + path)
        assert answer is not None
        return answer

    def take_troubles(self) -> list[str]:
        """What went wrong since the last time."""
        taken, self.troubles = self.troubles, []
        return taken

    def find_barriers(self, mode: str = "light") -> list[str]:
        """What axe finds serious or critical, with everything unfolded."""
        self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(_RUN_AXE, RULES.get(mode, []))
        return found

    def width(self) -> int:
        """How wide the page is, seen or not."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        return wide

    def room(self) -> int:
        """How wide the window is."""
        size = self.page.viewport_size
        assert size is not None
        return size["width"]

    def decide(self, label: str, scope: str = "main", who: str = "Ada", why: str = "seen in a browser") -> None:
        """Unfold a decision, give name and reason, and send it: the first of its name in a part of the page."""
        part = self.page.locator(scope)
        part.locator("summary", has_text=label).first.click()
        form = part.locator("details[open] form").first
        form.get_by_label("Your name").fill(who)
        form.get_by_label("Why").fill(why)
        form.get_by_role("button").click()
        self.page.wait_for_load_state()


@contextmanager
def visit(browser: Browser, origin: str, mode: str = "light") -> Iterator[Visitor]:
    """Open a window of its own, and close it."""
    context: BrowserContext = browser.new_context(**MODES[mode])
    context.set_default_timeout(30_000)  # machines are busy
    page = context.new_page()
    visitor = Visitor(origin, page)

    def asked(request: Request) -> None:
        if not request.url.startswith(f"{origin}/"):
            visitor.troubles.append(f"asked for {request.url}")

    page.on("request", asked)
    page.on("console", lambda message: visitor.troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: visitor.troubles.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (visitor.troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        yield visitor
    finally:
        context.close()
