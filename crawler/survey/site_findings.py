"""What a survey found so far, and what its steps share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.context.run_context import Services
from crawler.mirrors.evidence import MirrorEvidence
from crawler.model.article import Link
from crawler.survey.choose_feeds import ChosenFeeds, FoundFeed
from crawler.survey.infer_template import TemplateFinding
from crawler.survey.judge_relation import Comparison
from crawler.survey.proposal import Proposal
from crawler.survey.sample_warnings import Caution, Sample
from crawler.survey.site_page import SitePage
from crawler.survey.site_visit import Answer, Budget, SiteVisit

Report = Callable[[str, str], None]
"""Is told what a step found: its name, and a clause."""


@dataclass(slots=True)
class SiteFindings:
    """What a survey found.

    :ivar refusal: why no source can be proposed; empty where one is. ``exit_code`` goes with it
    :ivar extra: an article that was given in place of the site: it has to be accepted in the end
    """

    typed: str
    origin: str = ""
    refusal: str = ""
    exit_code: int = 6
    pages: dict[str, SitePage] = field(default_factory=dict)
    sample_pages: list[SitePage] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    feeds: ChosenFeeds = field(default_factory=lambda: ChosenFeeds((), ()))
    sitemaps: list[FoundFeed] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    template: TemplateFinding = field(default_factory=TemplateFinding)
    samples: list[Sample] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    evidence: list[MirrorEvidence] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    """Hosts that were held against it."""
    promised: int = 0
    """Articles that its listings name now."""
    extra: Link | None = None
    proposal: Proposal | None = None

    def listed(self) -> list[Link]:
        """What the listings name, the main one first, each address once."""
        listings = [*self.feeds.chosen, *self.sitemaps]
        links = [link for listing in listings for link in listing.links]
        pages = [self.pages[url] for url in self.sections]
        links += [Link(link.url, link.text) for page in pages for link in page.links if link.is_headline]
        return list({link.url: link for link in reversed(links)}.values())[::-1]


@dataclass(slots=True)
class SurveyState:
    """What the steps of a survey share.

    :ivar visit: of the site that is looked at now
    :ivar start: the address that is looked at first; ``moved``: whether it lies on another host than the visit's
    :ivar try_http: whether to ask without TLS where nothing answers with it
    :ivar given_feeds: feeds that were given in place of the site
    :ivar kept: answers that samples are drawn from, by their addresses
    :ivar taken: ids and names of sources that exist, in lower case
    """

    visit: SiteVisit
    found: SiteFindings
    budget: Budget
    report: Report
    services: Services
    start: str
    taken: tuple[str, ...] = ()
    moved: bool = False
    try_http: bool = False
    given_feeds: list[str] = field(default_factory=list)
    kept: dict[str, Answer] = field(default_factory=dict)
