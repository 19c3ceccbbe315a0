"""Headers by which an answer is a notice, whatever its body says.

A row: the header, what its value begins with or has in it (empty for any), the statuses with which it counts (none for
every status), the reason, and whose header it is. Sources: RFC 7725 for ``blocked-by``, the vendors' documentation and
the answers themselves for the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.model.article import BARE_HOST, Reason, Rejection

REFUSALS = frozenset({401, 403, 405, 409, 412, 428, 429, 503})
ANY: frozenset[int] = frozenset()

HEADERS: tuple[tuple[str, str, frozenset[int], Reason, str], ...] = (
    ("cf-mitigated", "challenge", ANY, Reason.CHALLENGE, "cloudflare"),
    ("x-amzn-waf-action", "", ANY, Reason.CHALLENGE, "aws"),
    ("x-vercel-mitigated", "", ANY, Reason.CHALLENGE, "vercel"),
    ("x-vercel-challenge-token", "", ANY, Reason.CHALLENGE, "vercel"),
    ("sg-captcha", "challenge", ANY, Reason.CHALLENGE, "siteground"),
    ("x-dd-b", "", REFUSALS, Reason.CHALLENGE, "datadome"),
    ("x-datadome", "protected", REFUSALS, Reason.CHALLENGE, "datadome"),
    ("x-kpsdk-ct", "", REFUSALS, Reason.CHALLENGE, "kasada"),
    ("x-sucuri-block", "", REFUSALS, Reason.CHALLENGE, "sucuri"),
    ("x-iinfo", "", REFUSALS, Reason.CHALLENGE, "imperva"),
    ("server", "ddos-guard", REFUSALS, Reason.CHALLENGE, "ddosguard"),
    ("server", "qrator", REFUSALS, Reason.CHALLENGE, "qrator"),
    ("server", "stormwall", REFUSALS, Reason.CHALLENGE, "stormwall"),
    ("server", "sucuri/cloudproxy", frozenset({403}), Reason.CHALLENGE, "sucuri"),
    ("server", "protected by wirefilter", ANY, Reason.BLOCKED, "wirefilter"),
    ("x-vercel-error", "deployment_not_found", ANY, Reason.ERROR_PAGE, "vercel"),
)
BLOCKED_BY = re.compile(r"<([^>]{0,300})>\s*;[^,]*\brel\s*=\s*\"?[^\",;]*\bblocked-by\b", re.IGNORECASE)


def find_header(headers: Mapping[str, str], status: int) -> Rejection | None:
    """The notice that an answer's headers give.

    :param headers: names in lower case
    """
    if blocked := BLOCKED_BY.search(headers.get("link", "")):
        return Rejection(Reason.BLOCKED, f"rfc7725: blocked by {blocked[1][:160]!r}")
    for name, value, statuses, reason, product in HEADERS:
        said = headers.get(name)
        if said is not None and value in said.lower() and (not statuses or status in statuses):
            prefix = BARE_HOST if reason is Reason.ERROR_PAGE else ""
            return Rejection(reason, f"{prefix}{product}: the header {name!r} says {said[:120]!r}")
    return None
