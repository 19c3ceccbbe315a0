"""Hosts to which a mirror redirects when it serves no articles any more: what an address says unfetched. Pure.

To add one, put its registered domain, or the whole host where only that is meant, into the row of its kind.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.model.article import Reason

# Agencies that take domains over: no newspaper redirects its articles to them.
_SEIZED = """
seized.gov usgovseized.gov usgovseized.com fbi.gov justice.gov ic3.gov ice.gov iprcenter.gov cybercrime.gov
nationalcrimeagency.gov.uk nca.police.uk europol.europa.eu eurojust.europa.eu bka.de zit-hessen.de polizei.de
politie.nl om.nl poliziadistato.it gdf.gov.it policia.es guardiacivil.es polisen.se politi.dk
police.be fedpol.admin.ch cyberpolice.gov.ua mvd.ru rcmp-grc.gc.ca afp.gov.au
"""
# Pages of regulators and providers that tell of a block; most are named in OONI's list of blocking fingerprints.
_BLOCKED = """
internet-positif.org internetpositif.id internetpositif.uzone.id mercusuar.uzone.id block.uzone.id
trustpositif.kominfo.go.id trustpositif.komdigi.go.id internetbaik.telkomsel.com blockpage.xl.co.id
warning.or.kr warning.rt.ru block.rt.ru blackhole.beeline.ru blocked.mts.ru t2blocked.com t2rkn.com
site-blocked.ru fz139.ttk.ru forbidden.yota.ru rkn.gov.ru you-shall-not-pass.is74.ru erblock.crimea.com
reestr.mitc.uz blocked.triolan.com.ua lighthouse.du.ae proxy.etisalat.ae restrict.kw.zain.com anonymous.com.bh
censor.qa deny.yemen.net.ye peyvandha.ir 10.10.34.34 10.10.34.35 10.10.34.36 internet.gov.sa web.gov.sa
surfsafely.pta.gov.pk prohibit.ais-idc.com cuii.info ukispcourtorders.co.uk blockpage.bt.com block.cf.sky.com
blocked.nb.sky.com siteblocked.org hazard.mf.gov.pl bilgi.turktelekom.com.tr guvenlinet.org.tr
interieur.gouv.fr
"""
_CHALLENGE = """
captcha-delivery.com perfdrive.com challenges.cloudflare.com check.ddos-guard.net captcha.px-cdn.net
smartcaptcha.yandexcloud.net token.awswaf.com
"""
_PARKED = """
sedo.com sedoparking.com parkingcrew.net parkingcrew.com bodis.com above.com hugedomains.com dan.com afternic.com
undeveloped.com buydomains.com domainmarket.com domainnamesales.com uniregistry.com atom.com squadhelp.com
brandbucket.com namebright.com expireddomains.com parklogic.com skenzo.com cashparking.com forsale.godaddy.com
forsale.dynadot.com epik.com sav.com efty.com brandpa.com fabulous.com parking.reg.ru parking.nic.ru
parkingpage.namecheap.com searchhounds.com domain.io
"""
HOSTS: dict[Reason, tuple[str, ...]] = {
    Reason.SEIZED: tuple(_SEIZED.split()),
    Reason.BLOCKED: tuple(_BLOCKED.split()),
    Reason.CHALLENGE: tuple(_CHALLENGE.split()),
    Reason.PARKED: tuple(_PARKED.split()),
}

_BLOCK_LABELS = "block blocked blockpage blocking rkn rknblock zapret zapret-info forbidden deny prohibit blackhole"
BLOCK_LABELS = frozenset(_BLOCK_LABELS.split())
"""First labels under which providers put their block pages, on a host of three labels and more."""

PARKING_LABEL = re.compile(r"ww\d\d")
"""Parking services move visitors to ww16.…, ww25.…, ww38.… of the same name; newspapers have ww1 to ww9 at most."""

PATHS: tuple[tuple[str, Reason], ...] = (
    ("/.well-known/sgcaptcha", Reason.CHALLENGE),
    ("/.well-known/ddos-guard/", Reason.CHALLENGE),
    ("/cdn-cgi/l/chk_", Reason.CHALLENGE),
    ("/_incapsula_resource", Reason.CHALLENGE),
    ("/showcaptcha", Reason.CHALLENGE),
    ("/cgi-sys/suspendedpage.cgi", Reason.PARKED),
    ("/cgi-sys/defaultwebpage.cgi", Reason.PARKED),
    ("/webadmin/deny", Reason.BLOCKED),
    ("/blocked.php", Reason.BLOCKED),
    ("/blocked.html", Reason.BLOCKED),
)


def landing(location: str) -> Reason | None:
    """What a redirect's target says of the mirror that sent it.

    :param location: an absolute URL; anything else says nothing
    :returns: one of ``MIRROR_REASONS``, or None for a target that is not known

    >>> landing("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example"), landing("https://gazette.example/")
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
        if label in BLOCK_LABELS:
            return Reason.BLOCKED
    path = parts.path.lower()
    return next((reason for start, reason in PATHS if path.startswith(start)), None)
