"""Scrapy's settings for one crawl. Its defaults are unsafe for hostile answers; each is set here on purpose."""

from __future__ import annotations

from copy import copy
from typing import Any, Self

from scrapy.settings import BaseSettings
from scrapy.settings import Settings as ScrapySettings

from crawler.settings import Settings, Source

_DEFAULTS = ScrapySettings()


class CrawlSettings(ScrapySettings):
    """Settings made anew for one crawl. To read Scrapy's defaults from their module for each, and the deep copy that
    its crawler takes, would be half of an empty crawl.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        BaseSettings.__init__(self)
        self.attributes = {name: copy(default) for name, default in _DEFAULTS.attributes.items()}
        self.update(values)

    def copy(self) -> Self:
        """Return this very object, which nobody else holds."""
        return self


def scrapy_settings(settings: Settings, source: Source, agent: str) -> CrawlSettings:
    """Return the settings of a crawl of one source; each crawl needs its own.

    Delays and concurrency per host are the business of ``crawler.fetching.download_handler``: Scrapy's own hold for one
    crawl only.
    """
    own = {
        "USER_AGENT": agent,
        "DOWNLOAD_TIMEOUT": settings.network.timeout,
        "DOWNLOAD_MAXSIZE": settings.network.max_body,
        "DOWNLOAD_WARNSIZE": 0,
        "CONCURRENT_REQUESTS": settings.politeness.source_concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.politeness.source_concurrency,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": f"{source.language},en;q=0.5" if source.language else "en",
        },
    }
    return CrawlSettings(_SAFE | own)


_SAFE: dict[str, Any] = {
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    # no doors but ours
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.fetching.download_handler.Door",
        "https": "crawler.fetching.download_handler.Door",
        "data": None,
        "file": None,
        "ftp": None,
        "s3": None,
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    # politeness and robots are ours; Scrapy's robots middleware fails open
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    # nothing that tells a site about another one
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    # a failed request moves to the next mirror instead of being tried again
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    # only what is named here is built, for each crawl anew: an empty crawl costs little more than its requests
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        "crawler.fetching.decompress.Unpack": 590,
    },
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.fetching.middlewares.GiveUpMirror": 50,
        "crawler.fetching.middlewares.ObeyRobots": 100,
        "crawler.fetching.middlewares.RedirectWithinSource": 600,
    },
    "SPIDER_MIDDLEWARES_BASE": {},
    "EXTENSIONS_BASE": {},
    "ITEM_PIPELINES": {"crawler.crawl.pipeline.JudgePages": 100},
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_ENABLED": False,
    "STATS_DUMP": False,
    # bytes of answers that wait to be read: what a kill -9 makes us fetch again
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 3_000_000,
    # a callback yields one item at most: Scrapy starts this many tasks for each response
    "CONCURRENT_ITEMS": 1,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "LOG_FORMATTER": "crawler.context.run_log.QuietFormatter",
}
