"""Which of Scrapy's components a crawl is made of. A new version of Scrapy that adds one shows here."""

from __future__ import annotations

from pathlib import Path

from scrapy.utils.conf import build_component_list

from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.settings.loading import load


def test_a_crawl_is_made_of_these_components_and_no_others() -> None:
    configuration = load(Path("config"), {})
    settings = scrapy_settings(configuration.settings, configuration.sources[0], "agent")
    loaded = {
        kind: [name if isinstance(name, str) else f"{name.__module__}.{name.__qualname__}" for name in components]
        for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES")
        if (components := build_component_list(settings.getwithbase(kind))) is not None
    }
    assert loaded == {
        "DOWNLOADER_MIDDLEWARES": [
            "crawler.fetching.middlewares.GiveUpMirror",
            "crawler.fetching.middlewares.ObeyRobots",
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware",
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware",
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware",
            "crawler.fetching.middlewares.FollowRefresh",
            "crawler.fetching.decompress.Unpack",
            "crawler.fetching.middlewares.RedirectWithinSource",
        ],
        "SPIDER_MIDDLEWARES": ["scrapy.spidermiddlewares.start.StartSpiderMiddleware"],
        "EXTENSIONS": [],
        "ITEM_PIPELINES": [],
    }
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler is not None} == {"http", "https"}
