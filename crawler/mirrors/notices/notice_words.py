"""What notices say of the address where else a site can be read, in nine languages (see ``wording``)."""

from __future__ import annotations

from crawler.mirrors.notices.gap_patterns import compiled

MIRROR = compiled(
    """
en: mirror (site/website/address/domain/link/url/page/version/copy)* | mirror web (site/address)*
en: mirror of (our/this)
en: mirror of the (site/website) | (our/official/working/current/following/these)~mirror* | mirrored (at/on)
en: (site/website)('s/) mirror* | (via/through/use/using) (a/the/one of the) mirror* | mirrors are
en: mirrors of (our/this)
en: list of mirrors | mirror (is/are) available | mirrors?* (1/2/3) | new mirror* | alternative mirror*
en: backup mirror*
ru: зеркал*~(сайт*/портал*/издани*/ресурс*/страниц*/домен*) | (наш*/официальн*/рабоч*/актуальн*/новы*/нов*)~зеркал*
ru: сайт* зеркал* | сайт*-зеркал* | (через/на/используйте/открывайте)~зеркал* | зеркало:* | зеркала:*
ru: зеркал* (доступн*/работа*)
ru: *(йте/йтесь)~зеркал* | список зеркал | зеркал* для | зеркала* | копи* сайта
fa: سایت اینه | اینه سایت | سایت های اینه | سایت میرور | میرور سایت | ادرس اینه | لینک اینه | وبسایت اینه
fa: نسخه اینه | میرور
ar: موقع مراه | الموقع المراه | مواقع مراه | المواقع المراه | نسخه مراه | مراه الموقع | مراه موقعنا
ar: المواقع المراتیه
ar: موقع مطابق | نسخه بدیله من الموقع | موقعنا المراه | مراه للموقع | موقع مرایا | مرایا الموقع | الموقع المراتی
tr: ayna site* | ayna sayfa* | ayna adres* | ayna bağlant* | sitemizin ayna* | yansı* (site/adres)*
tr: mirror (site/adres)*
tr: aynası* | aynamız* | ayna:* | aynalar:*
es: (sitio*/página*/web/webs/portal*/dirección/direcciones/dominio*/enlace*) espejo*
es: espejo* (de/del) (nuestr*/este/sitio)
es: nuestr*~espejo* | espejo:* | espejos:* | (réplica/copia) de nuestr*
fr: (site*/page*/adresse*/domaine*/lien*/version) miroir* | (site*/page*/adresse*)-miroir*
fr: miroir* (de/du) (notre/ce/site)
fr: (notre/nos)~miroir* | miroir:* | miroirs:* | miroir :* | miroirs :*
de: spiegel(seite/seiten/server/adresse/adressen/domain/site/sites/webseite)* | gespiegelte* (seite/website)*
de: (unser*/dies*)~(mirror/mirrors/spiegel) | mirror(-/)(seite/domain/adresse/site)* | spiegelung (unserer/dieser)*
zh: 镜像 | 鏡像 | 镜面网站 | 映射网站 | 分站地址
""",
    r"(?<!the )(?<!\w)mirrors?(?: \d+)?:",
    r"(?:^|the )(?:mirrors?|зеркал[ао]|espejos?|miroirs?|aynalar) @",
)
"""A mirror, by that name."""

FRESH = compiled("""
en: (new/alternate/alternative/backup/back-up/secondary/reserve)~(address/addresses/domain/domains/url/urls)
en: (spare/fallback/updated/current/replacement/additional/emergency)~(address/addresses/domain/domains/url/urls)
en: (alternate/alternative/backup/back-up)~(site/sites/website/websites/link/links/portal)
en: (reserve/spare/fallback/unblocked/uncensored)~(site/sites/website/websites/link/links/portal)
en: has a new (home/address/domain) | our~new (site/website/portal/home/online home/web home)
en: new home of (our/this) | new (site/website) address*
en: (latest/working/second/other/following)~(domain/domains/web addresses/web address/url/urls)
en: (address/domain)~has changed
en: chang* our~(address/domain/domain name/url) | switch* to~domain | following~addresses | other addresses
ru: (нов*/альтернативн*/резервн*/запасн*/актуальн*)~(адрес*/домен*/ссылк*)
ru: (дополнительн*/действующ*/рабоч*/временн*/друг*/следующ*)~(адрес*/домен*/ссылк*)
ru: (альтернативн*/резервн*/запасн*)~(сайт*/портал*) | (адрес*/домен*)~(измен*/смен*) | смен*~(адрес*/домен*)
ru: наш*~нов* сайт*
ru: (адрес*/домен*)~(нов*/актуальн*/резервн*)
fa: (ادرس/نشانی/دامنه/لینک/ادرس های/نشانی های/دامنه های/دامین)~(جدید/تازه/جایگزین/دیگر/پشتیبان)
fa: (ادرس/نشانی/دامنه/لینک/ادرس های/نشانی های/دامنه های/دامین)~(کمکی/فعلی/بدون فیلتر/دوم/زیر)
fa: (سایت/وبسایت/وب سایت)~(جایگزین/پشتیبان/بدون فیلتر/کمکی) | تغییر (ادرس/دامنه/نشانی) | (ادرس/نشانی/دامنه)~تغییر
fa: سایت جدید ما
ar: (عنوان*/رابط*/نطاق*/دومین*/العناوین/الروابط/روابط/عناوین)~(جدید/بدیل/احتیاطی/اخر/التالی/الحالی/محدث)*
ar: (عنوان*/رابط*/نطاق*/العناوین/الروابط/روابط/عناوین)~ال(جدید/بدیل/احتیاطی/تالی/حالی/محدث)*
ar: (موقع*/الموقع)~(بدیل/البدیل/احتیاطی/الاحتیاطی)* | موقعنا~(الجدید/جدید) | (تغیر/تغییر/غیرنا)~(عنوان/رابط/نطاق)*
tr: (yeni/alternatif/yedek/güncel/son/geçici/diğer/ikinci)~(adres*/domain*/alan ad*/url/link*/bağlantı*)
tr: (alternatif/yedek)~(site*/web site*/internet site*) | giriş adres* | adresimiz (değişti/yenilendi)*
tr: yeni (site*miz/web sitemiz/internet sitemiz)*
tr: (adres*/alan ad*)~değiş*
es: (nuev*/alternativ*/actual*/secundari*/otr*/siguiente*)~(dirección/direcciones/dominio*/url/urls)
es: (dirección/direcciones/dominio*/url/urls/enlace*/sitio*/web)~(nuev*/alternativ*/de respaldo)
es: (dirección/direcciones/dominio*/url/urls/enlace*/sitio*/web)~(de reserva/secundari*/de emergencia)
es: nuestr* nuev* (sitio/web/página/portal)* | cambi*~(dirección/dominio)* | (sitio/web) alternativ*
fr: (nouve*/autre*/actuelle*/seconde*)~(adresse*/domaine*/url*/nom de domaine)
fr: (adresse*/domaine*/url*/site*/lien*)~(alternati*/de secours/de repli)
fr: (adresse*/domaine*/url*/site*/lien*)~(de remplacement/secondaire*/suivante*/provisoire*)
fr: notre nouveau (site/portail)* | chang*~(adresse/domaine/nom de domaine)*
de: (neu*/alternativ*/aktuelle*/zweite*/weitere*/folgende*)~(adresse*/domain*/url*/internetadresse*/webadresse*)
de: (ausweich/ersatz/alternativ/reserve)(adresse/adressen/domain/domains/seite/seiten/url)*
de: (alternative*/ausweich*)~(seite*/website*/webseite*)
de: unsere* neue* (seite/website/webseite/internetseite/homepage)* | (adresse/domain)~geändert
zh: (最新/新/备用/備用/备份/替代)(的/)(网址/網址/域名/地址/网站/網站/链接/連結/网域/網域/入口)
zh: (备选/永久/临时/发布/发佈/目前)(的/)(网址/網址/域名/地址/网站/網站/链接/連結/网域/網域/入口)
zh: (更换/更換/启用/啟用/变更/變更)(新/为新/了新/了/)(域名/网址/網址/地址)
zh: (域名/网址/網址)(已/)(更换/更換/变更/變更)(为/為/)
""")
"""Another address of a site: new, alternate, kept in reserve."""

MOVED = compiled("""
en: (we/site/website/blog/page)('ve/ have/ has/ are/ is/)~(moved/relocated/migrated/moving/transferred)(/ to/ here)
en: (we/site)('re/ are/ is) now (at/on/available/online/published/publishing/back)* | find us (now /)(at/on/under)
en: we now live (at/on) | this (domain/address)_(closed/off/expire/retired/discontinued)*
en: (read/reach) us (now /)(at/on/via/through)
en: (us/we/site/website)~(at/under/on) (the/our/a) new (address/domain/url)
en: (now /)(publish*/continue*/available/operat*) (at/under) (the/our/a) new (address/domain/name)
ru: (мы/сайт/портал/наш сайт/издание)~(переехал*/переехали/перешл*/переш*/перебрал*/перенесен*)
ru: теперь мы (на/здесь/по)* | мы теперь (на/по/доступн*/здесь)*
ru: (читайте/ищите)~нас | (сайт/мы)~(теперь/сейчас)~(доступ*/работа*/находит*)*
fa: به~(ادرس/نشانی/دامنه/سایت)*_(منتقل/تغییر/انتقال)* | (منتقل شده*/منتقل شدیم/انتقال یافت*/نقل مکان*)
fa: ما را در~دنبال* نشانی
ar: (انتقلنا/انتقل موقعنا/تم نقل موقعنا/نقلنا موقعنا/انتقل الموقع/تم نقل الموقع/تم تغییر رابط الموقع)
ar: تابعونا عبر~(عنوان/رابط/موقع)* | (اصبح/صار) (موقعنا/عنواننا)
tr: (taşındık/taşındı/taşınmıştır/taşınıyoruz) | artık~(adres*/site*)*~(yayın*/hizmet*/buradayız)*
tr: bize~(adres*)*~ulaş*
tr: yayın (hayatına/hayatımıza)_devam ediyor* | yayınımıza_devam*
es: nos hemos (mudado/trasladado) | nos (mudamos/trasladamos) | hemos cambiado de (dirección/dominio/web)
es: (ahora/ya) estamos en | estamos ahora en
es: (ahora /ya )estamos en
es: (léanos/léenos/síganos leyendo/encuéntrenos/encuéntranos) (ahora /)en
fr: nous avons (déménagé/migré) | nous avons changé (d'adresse/de domaine/d'url/de nom) | nous déménageons
fr: (notre/le) site a (déménagé/changé)*
fr: (retrouvez/lisez)-nous~(sur/à) | nous sommes (désormais/maintenant)~(sur/à)
de: (wir sind/wir ziehen/unsere seite ist/unsere website ist/die seite ist/seite ist)_(umgezogen/um/umgestellt)
de: sie finden uns (jetzt /nun /ab sofort /künftig /)(unter/auf/hier)
de: wir sind (jetzt /nun /ab sofort /)~(unter/auf)~erreichbar | (umgezogen)
de: (lesen/erreichen) sie uns (unter/auf/über)
zh: (我们/我們/本站/本网/本網/网站/網站)(已经/已經/已/现已/現已/)(搬迁/搬遷/迁移/遷移/搬家/转移)
zh: (我们/我們/本站/本网/本網/网站/網站)(已经/已經/已/现已/現已/)(轉移/迁至/遷至/移至/搬到/转到)
""")
"""A site that moved."""

ALSO = compiled("""
en: (can/may)( also/) be (accessed/reached/read/visited/found/viewed)_(at/on/via/through/under/using/from)
en: (now/still) (available/online/reachable/accessible) (at/on/via/through/under)
en: (also/is) (available/accessible/reachable/online)~(at/on/via/through/under)
en: access~(site/website) (at/via/through/on/using/from)
en: (visit/reach/access/read)~(site/website)~(at/via/through)
en: (us/site/website)_(using/via/at/through)~(address*/link*/domain*/url*)
ru: (сайт*/издани*/портал*)_(доступ*/читать/открыт*/открыва*)_(по/на/через)~(адрес*/домен*/ссылк*)*
ru: также доступ* (по/на)
fa: (از طریق/در/به)~(ادرس*/نشانی*/لینک*)*_(در دسترس/قابل دسترس/مشاهده/ببینید/دنبال/مراجعه)*
ar: (عبر/علی/من خلال)~(العنوان/العناوین/الرابط/الروابط/عنوان/رابط)* | (الوصول الی/زیاره/تصفح)~(الموقع/موقعنا)
tr: (adres*/bağlantı*/link*)*(den/dan/nden/ndan)~(ulaş*/eriş*/gir*/oku*)* | (üzerinden)~(ulaş*/eriş*/gir*/oku*)*
es: (también /)(puede*/se puede) (acceder*/consultar*/leer*/visitar*/visitarse)_(en/desde/a través de/por)
es: también (disponible/accesible)* en
fr: (également/aussi/est) (accessible/disponible/consultable)*_(à/sur/via/aux)
fr: (accéder/consulter/accédez)_(via/sur/à/depuis)
de: (auch /ebenfalls /weiterhin )(erreichbar/abrufbar/zugänglich/zu erreichen/zu lesen)
de: (erreichbar/abrufbar/zugänglich)~(unter/auf/über)
de: (auch/weiterhin)~(unter/auf/über)_(erreichbar/abrufbar/zugänglich/erreichen/lesen/finden)
zh: (也可/亦可/还可/也可以)(通过/透過/以/从/在/经)*|(可/请/請)(通过/透過)(以下/下列/如下)(网址/網址/域名/地址/链接)
""")
"""A site that can be read at an address as well."""

BLOCKED = compiled("""
en: block* | filtered | banned | censor* | restricted | unavailable | inaccessible | unreachable | seized
en: not (available/accessible/reachable/open/opening/load/loading/work/working/respond/responding)
en: (cannot/can't/can not/could not)_(open*/access*/load*/reach*/visit*/read*/view*)
en: (unable to/trouble/difficult*/problem*/hard to)_(open*/access*/load*/reach*/visit*/read*/view*)
en: (does/do/will/is/are) not (open/load/work) | (doesn't/don't/won't/isn't) (open/load/work*/available/accessible)*
en: is down | goes down
ru: (за/раз/)блокир* | не (открыва*/доступ*/работа*/загружа*/грузит*) | недоступ* | ограничен* доступ*
ru: доступ*~ограничен*
ru: проблем*~доступ* | цензур*
fa: فیلتر | مسدود | در دسترس نیست | باز نمی شود | باز نشد | بسته شد | دسترسی ندارید | مشکل دسترسی | عدم دسترسی
fa: باز نمیشود
ar: حجب | محجوب | محظور | حظر | یتعذر | تعذر | تعذر الوصول | لا یعمل | لا یفتح | صعوبه | مشکله فی الوصول | غیر متاح
ar: متوقف
tr: engel* | erişim*~(yasak*/kısıt*/sağlan*/sorun*) | eriş*(emiyor/emez/ilemiyor/ilemez)* | açılm*
tr: ulaş*(amıyor/amaz/ılamıyor)* | gir*(emiyor/emez)* | yasak* | kapat* | sansür*
es: bloque* | censur* | (no /)(está /)(inaccesible/indisponible)*
es: no (abre/carga/funciona/disponible/está disponible/puede acceder/puedes acceder/puede entrar/se abre)*
es: restring* | problemas (de acceso/para acceder)
fr: bloqu* | censur* | filtr* | inaccessible* | indisponible*
fr: (ne s'ouvre pas/n'est pas accessible/n'est plus accessible/ne fonctionne pas/ne parvenez pas/n'arrivez pas)
fr: restreint*
de: (ge/)blockier* | gesperr* | zensier* | sperr*
de: nicht (erreichbar/verfügbar/aufrufbar/zugänglich/geladen/lädt/öffnet/öffnen/laden)* | unerreichbar*
zh: 封锁 | 封鎖 | 屏蔽 | 被封 | 被墙 | 被牆 | 无法访问 | 無法訪問 | 无法打开 | 無法打開 | 打不开 | 打不開
zh: 无法浏览 | 不能访问 | 访问受限 | 访问不了 | 封禁 | 無法瀏覽
zh: 无法登录 | 过滤
""")
"""A site that cannot be reached."""

UNBLOCKED = compiled("""
en: (without/no/needs no) (a vpn/vpn) | vpn-free | (bypass/avoid/circumvent/get around)*~(block/censor/filter)*
en: uncensored
ru: без (vpn/впн) | в обход блокир* | обход*~блокир* | без блокир*
fa: بدون فیلتر | بدون وی پی ان | بدون vpn | بدون فیلترشکن | ضد فیلتر
ar: بدون حجب | من دون حجب | بدون vpn | لتجاوز الحجب | تجاوز الحجب | غیر محجوب
tr: engelsiz* | vpn'siz | vpn siz | vpn olmadan | engeli aş*
es: sin (vpn/bloqueo/bloqueos/censura/restricciones) | (evitar/eludir/sortear)~(bloqueo/censura)
fr: sans (vpn/blocage/censure) | (contourner/éviter)~(blocage/censure)
de: ohne (vpn/sperre/zensur) | (sperre/zensur/blockade)~umgehen
zh: 免翻墙 | 免翻牆 | 防封 | 防屏蔽 | 无需翻墙 | 無需翻牆 | 免vpn | 国内直连 | 直连
""")
"""A way in that needs no tool."""
