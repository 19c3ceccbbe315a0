"""TLS as Scrapy sets it up, and the reason why a certificate was refused.

OpenSSL's error says no more than "certificate verify failed"; why, it tells its callback alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.network.twisted_internals import wrap_connections

_REASONS = {
    9: "certificate not valid yet",
    10: "certificate expired",
    18: "self-signed certificate",
    19: "unknown authority",
    20: "unknown authority",
    21: "unknown authority",
    23: "certificate revoked",
    26: "certificate is for another purpose",
}
"""OpenSSL's verification codes (X509_V_ERR_…, x509_vfy.h)."""

WRONG_HOST = "certificate is for another host"

Verify = Callable[[Any, Any, int, int, int], bool]

_MOST_HOSTS = 1000


@implementer(IPolicyForHTTPS)
class TellingPolicy:
    """Wraps a policy that verifies, and remembers why the last certificate of a host was refused."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy
        self._reasons: dict[str, str] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """What makes connections to a host; its verdict on a certificate stays as it is."""
        creator = self._policy.creatorForNetloc(hostname, port)
        host = hostname.decode("ascii")

        def listen_to(connection: Any) -> Any:
            set_verify = connection.set_verify
            connection.set_verify = lambda mode, verify: set_verify(mode, self._telling(verify, host))
            return connection

        wrap_connections(creator, listen_to)
        return creator

    def _telling(self, verify: Verify, host: str) -> Verify:
        def verify_and_tell(connection: Any, certificate: Any, code: int, depth: int, ok: int) -> bool:
            result = bool(verify(connection, certificate, code, depth, ok))
            if not result:
                reason = _REASONS.get(code, f"certificate refused (OpenSSL's code {code})")
                if len(self._reasons) >= _MOST_HOSTS:
                    self._reasons.clear()
                self._reasons[host] = WRONG_HOST if ok else reason
            return result

        return verify_and_tell

    def why(self, host: str) -> str | None:
        """Return why the last certificate of a host was refused, once."""
        return self._reasons.pop(host, None)
