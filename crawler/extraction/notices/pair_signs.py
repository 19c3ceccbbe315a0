"""Words that together, in one line of a page that says hardly anything else, make a notice that no table has verbatim.

A row: a language or a product, then groups parted by ``&``; a line must have one word of each group, in any order. A
word is the beginning of one (``block`` is in "blocked"), or with an exclamation mark a whole one (``bot!`` is not in
"both"). The first group says what is seized, blocked or for sale, and it must be a thing of the web: farmers block
access to ports, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Pairs = Mapping[str, tuple[tuple[re.Pattern[str], ...], ...]]


def pairs(table: str) -> Pairs:
    """The rows of a table as patterns, by name.

    >>> [bool(group.search("this domain was confiscated")) for group in pairs("en: domain, site & confiscat")["en"][0]]
    [True, True]
    """
    found: dict[str, tuple[tuple[re.Pattern[str], ...], ...]] = {}
    for row in filter(None, map(str.strip, table.splitlines())):
        name, _, groups = row.partition(":")
        patterns = tuple(re.compile("|".join(map(_start, group.split(",")))) for group in groups.split("&"))
        found[name] = (*found.get(name, ()), patterns)
    return found


def _start(word: str) -> str:
    stem = word.strip()
    if stem[0] >= "\u2e80" or "\u0e00" <= stem[0] < "\u0e80":  # Chinese, Japanese, Korean and Thai part no words
        return re.escape(stem)
    return rf"\b{re.escape(stem.rstrip('!'))}" + (r"\b" if stem.endswith("!") else "")


SEIZED_PAIRS = pairs("""
en: domain, this site, website, web page, this service, this platform & seized, seizure, confiscated, forfeited
en: domain, this site, website, this service, this platform, this market, this server, infrastructure & taken down, \
taken over, shut down, dismantled, under control, under the control & police, law enforcement, fbi!, court, warrant, \
crime agency
en: website, this site, this domain & taken offline & police, judicial, law enforcement, fbi!, court
de: domain, website, webseite, internetseite, seite, plattform, dienst, server & beschlagnahm, sichergestellt
fr: domaine, site, service, plateforme, serveur & saisi, saisie
es: dominio, sitio, web, página, servicio & incautad, intervenid, decomisad
it: sito, dominio, portale & sequestr
pt: domínio, site, página & apreendid, tirado do ar, retirado do ar
nl: domein, website, site, dienst, servers & in beslag, inbeslag
pl: domena, strona, serwis & zajęt, przejęt, zabezpieczon
sv: domän, webbplats, sida & beslag
da: domæne, hjemmeside, side & beslaglagt
cs: doména, web, stránk & zabaven, zajišt
ru: сайт, домен, ресурс, сервис, площадк & конфиск, арестован, изъят, изъято, захвачен
uk: сайт, домен, ресурс, вебресурс & вилучен, арешт, конфіск
tr: alan adı, site & el konul, el koyul
ar: نطاق, موقع & مصادر, ضبط
fa: دامنه, سایت, وب & توقیف, ضبط, مصادره
zh: 域名, 网站, 網站, 網域 & 查封, 扣押, 查禁, 没收, 扣押
ja: ドメイン, サイト & 差し押さえ, 押収
ko: 도메인, 사이트 & 압수
""")

CHALLENGE_PAIRS = pairs("""
en: verify, check, confirm, prove, validat, make sure, need to & human!, robot!, not a bot, your browser, your \
connection, connection is secure, connection security, site connection
en: browser, javascript & validation, verification, security check
en: robot!, bot!, captcha & challenge, verification, protection, detected, screen
en: human!, robot! & or not, or a robot, or robot, verification
en: javascript & reload, cookies, continue, turn & page, continue, robot!, human!
en: your browser, you will be & requested content, requested page
en: your ip!, your request, your connection, your access, your network, ip address, request was & blocked, banned, \
restricted, flagged, blacklisted, limited, denied
en: unusual, suspicious, automated, malicious & traffic, activity, requests, behavior, behaviour, access
en: crawler, spam bot, ddos, firewall, waf! & protect, block, security, check, activated
en: security service, security check & protect, powered, block, performing
products: crowdsec, cleantalk, bitninja, deflect.ca, stackpath, sucuri, wordfence, stormwall, qrator, ddos-guard, \
arvancloud, radware, reblaze, kasada, perimeterx, datadome, incapsula, imperva, ninjafirewall, shieldpro, link11, \
myra, variti, servicepipe, sitelock, gcore, edgecenter & ban!, block, forbidden, security, protect, check, powered, \
access, firewall
de: mensch!, roboter, bot! & bestätig, überprüf, prüf, sicherst, verifizier, sind sie, bist du
de: ihr browser, ihren browser, deinen browser & überprüf, geprüft, prüft
fr: humain!, robot! & vérifi, confirm, êtes, prouv
fr: navigateur, votre connexion & vérifi, contrôl
fr: vérification & sécurité
es: humano!, robot! & verific, confirm, eres, comprob, demuest
es: navegador & comprob, verific
it: umano!, robot! & verific, conferm, sei!
it: connessione, browser & verificando, verifica!
pt: humano!, robô & verific, confirm, prove, você
nl: mens!, robot! & controle, bevestig, bent u, bewijs
pl: człowiek, robot & potwierd, weryfik, sprawdz
cs: člověk, robot & ověř, potvrď
ru: робот!, человек! & подтверд, провер, вы не, докаж
ru: браузер, ваш запрос & провер
uk: робот, людина & підтверд, перевір
tr: insan, robot & doğrul, olduğunuzu
ar: إنسان, روبوت & تحقق, تأكد, أنك
fa: ربات, انسان & تایید, تأیید, ثابت, بررسی
zh: 人机, 真人, 机器人, 機器人, 安全, 滑块 & 验证, 驗證, 确认, 確認, 检测
ja: ロボット, 人間 & 確認, 認証
ko: 로봇, 사람 & 확인, 인증
""")

BLOCKED_PAIRS = pairs("""
en: this site, the site, website, web page, webpage, this page, the page, url!, domain & blocked
en: this site, the site, website, web page, this page, the page, url!, this domain, this content, this \
resource, online \
location & restricted, disabled, prohibited, banned, not available, unavailable, inaccessible, denied, filtered & \
court, by order, an order, orders, law!, legal, legislat, regulat, authorit, ministry, government, decree, sanction, \
copyright, jurisdiction, your country, your region, your location, instruction, directive, telecommunication, \
commission, gambling
de: seite!, website, webseite, internetseite, domain & gesperrt, sperrung, blockiert
de: seite!, website, webseite, inhalt & nicht verfügbar, nicht erreichbar & recht, gesetz, land, region, sanktion, \
behörd
de: website, webseite, internetseite & verordnung, sanktion
en: website, this site, visiting it & court order
fr: ce site, site web, site internet, page & bloqu, interdit par, suspendu par
fr: site, page & illégal
fr: ce site, site web, site internet, page, contenu & indisponible, inaccessible, disponible & loi, juridi, légal, \
justice, pays, autorité, sanction
es: este sitio, sitio web, página, web!, dominio & bloquead, restringid, inhabilitad
it: questo sito, il sito, sito web, dominio & bloccat, inibit, interdett, oscurat, disabilitat
pt: site, página & bloquead
nl: deze site, website, webpagina & geblokkeerd, geblokt, afgesloten
no: nettsted, nettside & blokk, sperret
da: siden!, hjemmeside, netsted & blokér, bloker, spærr
sv: webbplats, hemsida & blockera, spärra
fi: sivusto & estetty
pl: stron, witryn & rejestru domen, niezgodnie z ustawą
pl: stron, witryn & zablokow
cs: stránk, web! & zablok, blokov, zamezen
sk: stránk, webov & zablok, blokov, zamedz
hu: oldal, honlap & letilt, blokkol, hozzáférhetetlen
ro: site, pagin & restricționat, blocat
bg: сайт, страниц & блокиран, спрян, ограничен
sr: сајт, sajt & блокиран, забрањен, blokiran, zabranjen
el: ιστοσελίδα, ιστότοπο & αποκλ, απαγορ, διακοπ
ru: сайт, интернет-ресурс, ресурс, домен & заблокирован, ограничен, закрыт, приостановлен & закон, роскомнадзор, \
реестр, суд, решени, требовани, ресурс, прокуратур, предписани
ru: сайт, интернет-ресурс, ресурс, страница & заблокирован
uk: сайт, ресурс, сторінк & заблоковано, обмежено, заборонено, обмежений
kk: сайт, ресурс & бұғатталған, шектел
tr: site, sayfa & engellen, kapatıl
az: sayt & bloklan, məhdud
ar: الموقع, موقع, الصفحة, الرابط & محجوب, حجب, محظور
fa: سایت, تارنما, پایگاه & مسدود, فیلتر, محدود, امکان‌پذیر نیست, امکان پذیر نمی
ur: ویب سائٹ, سائٹ & بلاک, ممنوع
hi: वेबसाइट, साइट, यूआरएल & अवरुद्ध, ब्लॉक, प्रतिबंध
id: situs, halaman & diblokir, blokir, terlarang, ditutup
ms: laman, tapak & disekat, dihalang
vi: trang web, website & bị chặn, bị cấm
th: เว็บไซต์ & ระงับ, ปิดกั้น
zh: 网站, 网页, 域名, 網站, 网址 & 屏蔽, 阻断, 封停, 拦截, 违规, 未备案, 封鎖
ja: サイト, ページ & ブロックされ, アクセス制限, 閲覧できません
ko: 사이트 & 차단
""")

PARKED_PAIRS = pairs("""
en: domain, domains, web address & parked, parking, for sale, buy, purchas, make an offer, expired, renew, launched \
soon, registered at, registered with, registered by, recently registered, reserved, auction, backorder, listed for \
sale, hosted by, your own website
de: domain & geparkt, verkauf, kaufen, reserviert, registriert, abgelaufen, vergeben, konnektiert
fr: domaine & vendre, réservé, enregistré, expiré, acheter, parking, créé
es: dominio & venta, registrad, caducad, expirad, aparcad, reservad, comprar, parking
it: dominio & vendita, registrat, scadut, parcheggiat, acquist
pt: domínio & venda, registrad, registad, expirad, expirou, estacionad, comprar
nl: domein & te koop, geregistreerd, verlopen, geparkeerd, gereserveerd
pl: domen & sprzeda, zarejestrowan, utrzymywan, wygas, zaparkowan
cs: domén & prodej, registrov, zaparkov, expirov
sv: domän & till salu, parkerad, registrerad
da: domæne & til salg, parkeret, registreret
no: domene & til salgs, parkert, registrert
hu: domain & eladó, regisztrál, parkol, lejárt
ro: domeniu & vânzare, înregistrat, expirat, parcat
ru: домен & прода, припарков, парков, зарегистрирован, истек, истёк, продл, не привязан, свободен, делегирован
uk: домен & прода, припарк, паркув, зареєстр, закінч
uk: паркувальна, парковочная & сторінка, страница
tr: alan adı, domain & satılık, park, kayıt, tescil, süresi
ar: نطاق, دومين & للبيع, مسجل, محجوز, منتهي
fa: دامنه, دامین & فروش, پارک, ثبت, منقضی, تمدید
zh: 域名, 網域, 网域 & 出售, 转让, 轉讓, 过期, 過期, 注册, 停放, 购买
ja: ドメイン & 取得, 販売, 売り, 有効期限, 登録, 失効
ko: 도메인 & 판매, 등록, 만료, 파킹
hosting: account, website, hosting, site & suspended, deactivated, expired & account, hosting, provider, billing, \
contact, expired
""")

BARE_PAIRS = pairs("""
en: default, placeholder, test & page, website & server, default, placeholder, hosting, site, page
en: site, website, web site, homepage & under construction, coming soon, being built, not been published, not \
configured, not been configured, is being set up
en: this page & under construction
en: upload, publish, deploy & your website, your site, your files, website files
en: web server, server, hosting & successfully installed, is installed, is working, is ready, up and running
de: hier entsteht, im aufbau, baustelle & website, internetpräsenz, webseite, seite, homepage, präsenz
fr: site, page & en construction, bientôt disponible, par défaut
es: sitio, página, web & en construcción, próximamente, por defecto
it: sito, pagina & in costruzione, in allestimento
pt: site, página & em construção, em breve
nl: website, site & in aanbouw, binnenkort
pl: strona, witryna & w budowie, domyślna
ru: сайт, страница & в разработке, скоро откроется, скоро появится, не настроен, только что создан, по умолчанию, \
на реконструкции, не опубликован
zh: 网站, 站点 & 建设中, 创建成功, 默认页
""")
