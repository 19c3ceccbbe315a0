"""Scrapy's settings for one crawl. Its defaults are unsafe for hostile answers; each is set here on purpose."""

from __future__ import annotations

from copy import copy
from typing import Any, Self

from scrapy.settings import BaseSettings
from scrapy.settings import Settings as ScrapySettings

from crawler.settings import Settings, Source

MOST_UNREAD = 3_000_000
"""Bytes of answers that wait to be read: what a kill -9 makes us fetch again."""

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


def _without(package: str, *names: str) -> dict[str, None]:
    """Components of Scrapy's that are not loaded."""
    return {f"scrapy.{package}.{name}": None for name in names}


_SAFE: dict[str, Any] = {
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    # no doors but ours
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.fetching.download_handler.DownloadHandler",
        "https": "crawler.fetching.download_handler.DownloadHandler",
        "data": None,
        "file": None,
        "ftp": None,
        "s3": None,
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    # What is dropped is named, so that nothing else of Scrapy's is lost: robots and politeness are ours, no site is
    # told of another, and a failed request moves to the next mirror instead of being tried again.
    "DOWNLOADER_MIDDLEWARES": {
        **_without(
            "downloadermiddlewares",
            "offsite.OffsiteMiddleware",
            "robotstxt.RobotsTxtMiddleware",
            "httpauth.HttpAuthMiddleware",
            "retry.RetryMiddleware",
            "redirect.MetaRefreshMiddleware",
            "redirect.RedirectMiddleware",
            "httpcompression.HttpCompressionMiddleware",
            "cookies.CookiesMiddleware",
            "httpproxy.HttpProxyMiddleware",
            "stats.DownloaderStats",
            "httpcache.HttpCacheMiddleware",
        ),
        "crawler.fetching.middlewares.GiveUpMirror": 50,
        "crawler.fetching.middlewares.ObeyRobots": 100,
        "crawler.fetching.middlewares.FollowRefresh": 580,
        "crawler.fetching.decompress.Unpack": 590,
        "crawler.fetching.middlewares.RedirectWithinSource": 600,
    },
    "SPIDER_MIDDLEWARES": _without(
        "spidermiddlewares",
        "httperror.HttpErrorMiddleware",
        "referer.RefererMiddleware",
        "urllength.UrlLengthMiddleware",
        "depth.DepthMiddleware",
        "metacopy.MetaCopyDetectionMiddleware",
    ),
    "EXTENSIONS": _without(
        "extensions",
        "corestats.CoreStats",
        "logcount.LogCount",
        "telnet.TelnetConsole",
        "memusage.MemoryUsage",
        "memdebug.MemoryDebugger",
        "closespider.CloseSpider",
        "feedexport.FeedExporter",
        "logstats.LogStats",
        "spiderstate.SpiderState",
        "throttle.AutoThrottle",
        "remote_control.RemoteControl",
    ),
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_ENABLED": False,
    "STATS_DUMP": False,
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": MOST_UNREAD,
    # callbacks hand Scrapy a few requests and no items: it starts this many tasks for each response
    "CONCURRENT_ITEMS": 1,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "LOG_FORMATTER": "crawler.context.run_log.QuietFormatter",
}
