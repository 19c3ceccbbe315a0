"""The seam to Scrapy and Twisted: whatever they name as a failure of a download is one of ours, and has words."""

from __future__ import annotations

import inspect

import pytest
import scrapy.exceptions
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.utils import _download_handlers

from crawler.fetching.failures import DOWNLOAD_FAILURES, describe_failure

NO_DOWNLOAD_FAILS_SO = {
    "CloseSpider", "ContractFail", "DontCloseSpider", "DropItem", "IgnoreRequest", "NotConfigured", "NotSupported",
    "ScrapyDeprecationWarning", "StopDownload", "UsageError", "_InvalidOutput",
}  # fmt: skip
"""What Scrapy raises for other ends: about spiders, items, settings and commands."""

RAISED = {
    name: kind
    for name, kind in vars(scrapy.exceptions).items()
    if inspect.isclass(kind) and kind.__module__ == scrapy.exceptions.__name__ and name not in NO_DOWNLOAD_FAILS_SO
}


def test_scrapy_names_the_failures_that_were_looked_at():
    assert len(RAISED) >= 7


@pytest.mark.parametrize("name", sorted(RAISED))
def test_a_failure_that_scrapy_names_is_a_mirrors_failure(name):
    assert issubclass(RAISED[name], DOWNLOAD_FAILURES)
    assert describe_failure(RAISED[name]("said so"))


def test_scrapy_still_wraps_what_twisted_raises_before_it_comes_to_us():
    source = inspect.getsource(inspect.getmodule(HTTP11DownloadHandler))
    assert "wrap_twisted_exceptions" in source
    assert {"DownloadFailedError", "DownloadTimeoutError"} <= set(dir(_download_handlers))
