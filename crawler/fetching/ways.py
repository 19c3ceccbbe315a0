"""The ways that requests take: directly, or through one of the operator's proxies. Each keeps its own connections."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Response

from crawler.fetching.failures import CertificateRefused, NotReachedBeyond, ProxyFailed
from crawler.model.errors import NetworkForbidden
from crawler.model.proxy import Proxy
from crawler.network.address_guard import GUARD_REFUSED, AddressGuard
from crawler.network.http_head_limits import bounded
from crawler.network.proxied_pool import ProxiedPool
from crawler.network.proxy_connection import BeyondProxy, ProxyTrouble
from crawler.network.scrapy_internals import replace_pool, spooling, wrap_protocol_factory, wrap_tls_policy
from crawler.network.tls import TellingPolicy


class Way(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler; it bounds heads and tells why TLS, the guard or the proxy said no.

    :param proxy: that everything goes through; None: everything is dialled, and judged by the guard
    """

    def __init__(self, crawler: Crawler, guard: AddressGuard, proxy: Proxy | None = None) -> None:
        super().__init__(crawler)
        self._guard, self._proxy = guard, proxy
        wrap_protocol_factory(self, bounded)
        wrap_protocol_factory(self, spooling)
        self._tls: TellingPolicy = wrap_tls_policy(self, TellingPolicy)
        if proxy is not None:
            timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
            replace_pool(self, lambda reactor, policy: ProxiedPool(reactor, proxy, policy, timeout))

    async def download_request(self, request: Request) -> Response:
        """Download.

        :raises NetworkForbidden: the address guard dropped the host
        :raises ProxyFailed: the proxy does not do its work
        """
        host = urlsplit(request.url).hostname or ""
        try:
            return await super().download_request(request)
        except ProxyTrouble as error:
            assert self._proxy is not None
            raise ProxyFailed(str(error), self._proxy) from error
        except BeyondProxy as error:
            raise NotReachedBeyond(str(error)) from error
        except CannotResolveHostError as error:
            if (reason := self._guard.why(host)) is not None:
                raise NetworkForbidden(f"{GUARD_REFUSED}: {reason}", where=request.url) from error
            raise
        except DownloadFailedError as error:
            if (reason := self._tls.why(host)) is not None:
                raise CertificateRefused(reason) from error
            raise
