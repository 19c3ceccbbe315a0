"""Wordings by which a page shows that its host serves no articles now: seizure, block, challenge, parking.

Two kinds: ``…_PHRASES`` count wherever they begin a line or stand in a heading, so each must be unmistakable, since
a tanker "has been seized", too; ``…_LINES`` are whole lines.
"""

from __future__ import annotations

from crawler.extraction.wordings import wordings

SEIZED_PHRASES = wordings("""
en: domain has been seized | domain name has been seized | domain names have been seized | website has been seized
en: site has been seized | websites have been seized | webpage has been seized | service has been seized
en: has been seized by the united states government | has been seized by the federal bureau of investigation
en: has been seized by the fbi | has been seized by ice | has been seized by homeland security
en: has been seized by the u.s.
en: in accordance with a seizure warrant | pursuant to a seizure warrant | has been seized as part of
en: has been seized in accordance with | seized by law enforcement | domain is seized
de: domain wurde beschlagnahmt | website wurde beschlagnahmt | webseite wurde beschlagnahmt | seite wurde beschlagnahmt
de: plattform wurde beschlagnahmt | domain wurde sichergestellt
fr: ce domaine a été saisi | ce site a été saisi | ce site web a été saisi
es: este dominio ha sido incautado | este sitio ha sido incautado | este sitio web ha sido incautado
it: sito sottoposto a sequestro | dominio sottoposto a sequestro | sito è stato sequestrato
pt: este domínio foi apreendido | este site foi apreendido
nl: dit domein is in beslag genomen | deze website is in beslag genomen
ru: этот домен конфискован | домен был конфискован | сайт был конфискован | домен арестован
uk: цей домен вилучено | домен арештовано
ar: تمت مصادرة هذا | تمت مصادرة موقع
fa: این دامنه توقیف شده | این وب‌سایت توقیف شده
""")
SEIZED_LINES = wordings("""
en: seized | domain seized | website seized | site seized | this domain is seized
""")

BLOCKED_PHRASES = wordings("""
en: access to this website has been blocked | access to this site has been blocked | this website has been blocked
en: this site has been blocked | this website is blocked | this site is blocked | your requested url has been blocked
en: website has been blocked as per | url has been blocked as per | blocked under an order of | blocked by order of
en: unavailable for legal reasons | unavailable due to legal reasons | access to this domain has been
en: this content is not available in your country | this website is not available in your country
en: this site is not available in your country | this content is not available in your region
en: unavailable in most european countries | this website is unavailable in your | access to this resource is restricted
en: the european union's general data protection regulation | following the sanctions imposed by the european union
de: aus rechtlichen gründen nicht verfügbar | diese website ist gesperrt | diese webseite ist gesperrt
de: diese internetseite ist gesperrt | zugriff auf diese website wurde gesperrt
fr: l'accès à ce site est bloqué | l'accès à ce site a été bloqué | vous avez été redirigé vers ce site officiel
es: contenido bloqueado por requerimiento | este sitio web ha sido bloqueado | acceso a este sitio web bloqueado
it: accesso al sito interdetto | sito web oscurato | sito bloccato su ordine | sito non raggiungibile per ordine
pt: site bloqueado por ordem judicial | acesso a este site foi bloqueado
nl: toegang tot deze website is geblokkeerd
ru: доступ к запрашиваемому ресурсу ограничен | доступ к ресурсу ограничен | доступ к сайту ограничен
ru: доступ к информационному ресурсу ограничен | ресурс заблокирован
ru: сайт заблокирован по | единый реестр доменных имен
ru: федеральный список экстремистских материалов
uk: доступ до цього сайту заблоковано | доступ до сайту обмежено
tr: bu siteye erişim engellenmiştir | internet sitesine erişim engellenmiştir | kararıyla erişime engellenmiştir
ar: هذا الموقع محجوب | تم حجب هذا الموقع | الموقع غير متاح في بلدك
fa: مشترک گرامی | دسترسی به این سایت | دسترسی به تارنمای فراخوانده شده
id: situs ini diblokir | akses ke situs ini diblokir
pl: dostęp do tej strony został zablokowany | strona została zablokowana
""")
BLOCKED_LINES = wordings("""
en: blocked | access blocked | page blocked | site blocked | website blocked
en: 451 unavailable for legal reasons | error 451
ru: доступ ограничен | сайт заблокирован
es: sitio web bloqueado | contenido bloqueado
it: sito bloccato
""")

CHALLENGE_PHRASES = wordings("""
cloudflare: just a moment... | checking your browser before | verify you are human by | verifying you are human
cloudflare: attention required! | enable javascript and cookies to continue
cloudflare: needs to review the security of your connection | checking if the site connection is secure
cloudflare: performing security verification | ddos protection by | sorry, you have been blocked
akamai: you don't have permission to access "http
humansecurity: access to this page has been denied | press & hold to confirm | pardon our interruption
imperva: request unsuccessful. incapsula | additional security check is required
datadome: please enable js and disable any ad blocker
sucuri: sucuri website firewall
aws: let's confirm you are human
ddosguard: ddos-guard | checking your browser before accessing
anubis: making sure you're not a bot
captcha: are you a robot? | i'm not a robot | complete the captcha | solve the captcha | complete the security check
captcha: unusual traffic from your computer | please verify you are a human | please wait while we verify
captcha: we need to verify that you are human | prove you are human | to continue, please verify
de: bitte bestätigen sie, dass sie ein mensch sind | sind sie ein roboter
fr: vérifiez que vous êtes humain | vérifiez que vous êtes un humain
es: verifica que eres humano | confirma que eres humano
ru: проверка браузера | подтвердите, что вы не робот | проверяем ваш браузер | вы не робот
tr: robot olmadığınızı doğrulayın
ar: تحقق من أنك إنسان
fa: در حال بررسی مرورگر
""")
CHALLENGE_LINES = wordings("""
en: human verification | security check | one more step | bot verification | robot check | security verification
""")

PARKED_PHRASES = wordings("""
en: this domain is for sale | this domain may be for sale | domain name is for sale | the domain is for sale
en: this website is for sale | buy this domain | this domain is parked | domain is parked | parked free, courtesy of
en: this domain has expired | domain has expired | domain name has expired | domain name is available
en: inquire about this domain | make an offer on this domain | get this domain | this web page is parked
en: this domain was recently registered | this domain is registered at | future home of something quite cool
en: this account has been suspended. | interested in this domain | the owner of this domain has not | renew your domain
services: sedo domain parking | hugedomains.com | godaddy.com parked
de: diese domain steht zum verkauf | diese domain kaufen | diese domain ist geparkt
fr: ce domaine est à vendre | ce nom de domaine est à vendre
es: este dominio está en venta | este dominio está a la venta | este dominio ha caducado
pt: este domínio está à venda
it: questo dominio è in vendita
nl: deze domeinnaam is te koop
ru: домен продается | домен продаётся | срок регистрации домена | этот домен продается
tr: bu alan adı satılıktır
fa: این دامنه به فروش
""")
PARKED_LINES = wordings("""
en: account suspended | domain expired | domain for sale | parked domain | website coming soon | domain parking
en: website expired | this account has been suspended
""")
