"""Hosts to which a mirror redirects when it serves no articles any more: what an address says unfetched. Pure.

To add one, put its registered domain, or the whole host where only that is meant, into ``landing_hosts.txt``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.canonical.word_tables import load_tables
from crawler.model.article import Reason

_TABLES = load_tables("crawler.mirrors.hosts", "landing_hosts.txt")
HOSTS = {Reason(name): hosts for name, hosts in _TABLES["hosts"].by_name().items()}
FIRST_LABELS = {label: Reason(name) for name, labels in _TABLES["first labels"].by_name().items() for label in labels}
PATHS = {path: Reason(name) for name, paths in _TABLES["paths"].by_name().items() for path in paths}

PARKING_LABEL = re.compile(r"ww\d\d")
"""Parking services move visitors to ww16.…, ww25.…, ww38.… of the same name; newspapers have ww1 to ww9 at most."""


def reason_of_landing(location: str) -> Reason | None:
    """What a redirect's target says of the mirror that sent it.

    :param location: an absolute URL; anything else says nothing
    :returns: one of ``MIRROR_REASONS``, or None for a target that is not known

    >>> reason_of_landing("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example"), reason_of_landing("https://gazette.example/")
    (<Reason.PARKED: 'parked'>, None)
    """
    try:
        parts = urlsplit(location)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return None
    if not host:
        return None
    for reason, hosts in HOSTS.items():
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            return reason
    label, _, rest = host.partition(".")
    if "." in rest and not host.replace(".", "").isdigit():
        if PARKING_LABEL.fullmatch(label):
            return Reason.PARKED
        if label in FIRST_LABELS:
            return FIRST_LABELS[label]
    path = parts.path.lower()
    return next((reason for start, reason in PATHS.items() if path.startswith(start)), None)
