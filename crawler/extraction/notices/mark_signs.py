"""Marks in a page's source by which a notice is known that says little or nothing in words.

One row a product. ``…_ADDRESSES`` stand in what a page loads or leads to by itself (scripts, frames, forms, style
sheets, pictures, refreshes), ``…_SCRIPTS`` in its own scripts, ``…_IDS`` are ids of its elements. All are lower case,
quotes straight and double, and scripts are compared without white space. Networks leave harmless scripts on every page
that they carry (Cloudflare's ``/scripts/jsd/``, Imperva's ``SWJIYLWA``): those are not here.
"""

from __future__ import annotations

from crawler.canonical.wordings import rows

CHALLENGE_ADDRESSES = rows("""
cloudflare: /cdn-cgi/challenge-platform/h/ | /cdn-cgi/l/chk_captcha | /cdn-cgi/l/chk_jschl | __cf_chl_f_tk=
imperva: /_incapsula_resource?cwudnsai
datadome: captcha-delivery.com/
human: captcha.px-cdn.net | captcha.px-cloud.net | /captcha/captcha.js?a=c
akamai: /_sec/cp_challenge/
aws: .awswaf.com/
ddosguard: /.well-known/ddos-guard/
qrator: /__qrator/
stormwall: static.stormwall.pro
arvan: /__arcsjs
anubis: /.within.website/x/cmd/anubis/
kasada: ips.js?kp_uid | x-kpsdk-im=
siteground: /.well-known/sgcaptcha/
vercel: /.well-known/vercel/security/
radware: captcha.perfdrive.com | validate.perfdrive.com
yandex: smartcaptcha.yandexcloud.net | /showcaptcha
variti: /_variti/
tencent: captcha.qcloud.com | captcha.qq.com
geetest: static.geetest.com
friendly: /.well-known/friendlycaptcha
""")
CHALLENGE_SCRIPTS = rows("""
cloudflare: window._cf_chl_opt
sucuri: sucuri_cloudproxy_js
aws: window.gokuprops | awswafcookiedomainlist
kasada: window.kpsdk=
reblaze: rbzns
aliyun: acw_sc__v2
ruishu: $_ts=window
testcookie: slowaes.decrypt( | tonumbers(
""")
CHALLENGE_IDS = rows("""
cloudflare: challenge-running | challenge-form | cf-challenge-running | challenge-error-text
human: px-captcha
akamai: sec-if-cpt-container | sec-cpt-if
imperva: main-iframe-captcha
anubis: anubis_challenge
""")

PARKED_ADDRESSES = rows("""
sedo: sedoparking.com/ | sedo.com/services/parking
parkingcrew: parkingcrew.net | parkingcrew.com | d38psrni17bvxu.cloudfront.net
bodis: bodis.com/ | bodiscdn.com
godaddy: /parking-lander/ | mcc.godaddy.com/park
google: /adsense/domains/caf.js
above: park.above.com | trellian.com/park
namecheap: i.cdnpark.com | parkingpage.namecheap.com
hugedomains: static.hugedomains.com | hugedomains.com/domain_profile
dan: dan.com/assets/landers | undeveloped.com/lander
afternic: afternic.com/forsale
nicru: parking-static.nic.ru | parking.nic.ru
regru: parking.reg.ru
uniteddomains: united-domains.de/parking
ionos: ionos.com/parking | 1and1.com/parking | sedoparking.com/1und1
parklogic: parklogic.com | cdn-fileserver.com/bping.php
skenzo: skenzo.com | media.net/parking
cpanel: /cgi-sys/suspendedpage.cgi
""")
PARKED_SCRIPTS = rows("""
bodis: window.park="
godaddy: location.href="/lander" | location.replace("/lander
sedo: sedoparkingurl
""")
PARKED_IDS = rows("""
adblock: data-adblockkey
""")

BLOCKED_ADDRESSES = rows("""
fa: //10.10.34.3 | peyvandha.ir
hi: airtel.in/dot
id: block.uzone.id | internetpositif | internet-positif | trustpositif.
ru: //warning.rt.ru | //blackhole.beeline.ru | //subblock.mts.ru | //blocked.mts.ru | //forbidden.yota.ru
ru: //fz139.ttk.ru | //block.mgts.ru | //rkn. | //zapret
ko: //warning.or.kr
ar: //lighthouse.du.ae | //proxy.etisalat.ae | //restrict.kw.zain.com | //censor.qa | //deny.yemen.net.ye
netsweeper: /webadmin/deny
""")
BLOCKED_SCRIPTS = rows("""
fr: page-blocage-terrorisme
""")

SEIZED_PICTURES = rows("""
en: seiz | takedown | law_enforcement_banner
de: beschlagnahm | sicherstellung
fr: saisie
it: sequestro
es: incautad | intervenid
nl: inbeslag
""")
"""Parts of the file name of a picture that is all that a page shows."""
