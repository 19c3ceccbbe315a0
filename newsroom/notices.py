"""Pages that stand where an article should: seizure, block, parking, browser check, errors."""

from __future__ import annotations

PATH = "/seizure-notice"
"""Where a mirror that redirects to a notice of its own shows it."""

SEIZED = (
    "This domain has been seized",
    """<img src="/seal.gif" alt="seals of the agencies">
<h1>THIS DOMAIN HAS BEEN SEIZED</h1>
<p>The domain name has been seized by the Federal Bureau of Investigation in accordance with a seizure warrant
issued under 18 U.S.C. §§ 981, 982 by the United States District Court as part of a law enforcement action.</p>""",
)
BLOCKED = (
    "Access to this page is blocked",
    """<h1>Access blocked</h1>
<p>Access to this website has been blocked by order of the court. Your provider is required by law to deny
access to it (HTTP 451, unavailable for legal reasons).</p>""",
)
PARKED = (
    "This domain may be for sale",
    """<h1>This domain is for sale</h1>
<p>Interested in this name? <a href="/lander?offer=1">Buy this domain</a> or make an offer.</p>
<p>Related searches: <a href="/lander?q=news">News</a> <a href="/lander?q=loans">Loans</a>
<a href="/lander?q=hotels">Hotels</a></p>
<p>This page is parked free, courtesy of the registrar. The domain owner maintains no relationship with
advertisers shown here.</p>""",
)
CHALLENGE = (
    "Just a moment...",
    """<h1>Checking your browser before accessing this site</h1>
<p>Enable JavaScript and cookies to continue. This process is automatic; your browser will be redirected shortly.</p>
<div id="cf-wrapper" class="challenge-running"></div><noscript>Please complete the security check.</noscript>
<p>Ray ID: 8f2b41c07d3e55aa</p>""",
)
BLOCKED_HEADERS = (("Link", '<https://provider.example/legal>; rel="blocked-by"'),)
"""As RFC 7725 wants them beside a status 451."""

CHALLENGE_HEADERS = (("cf-mitigated", "challenge"), ("cf-ray", "8f2b41c07d3e55aa-FRA"))
HELLO = b"<html><head></head><body>Hello World!</body></html>\n"

SERVER_ERROR = ("Service unavailable", "<center><h1>Service Temporarily Unavailable</h1></center><hr>")
NOT_FOUND = ("Not found", "<h1>Not found</h1><p>There is no such page here.</p>")

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GIF = bytes.fromhex("47494638396101000100800000cccccc0000002c00000000010001000002024401003b")
"""One grey pixel: every picture of the newsroom."""


def page(title: str, body: str) -> str:
    """A bare page around a notice; both arguments are HTML."""
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>{body}</body></html>\n'
