"""Who speaks in a sentence, and of what: the site of itself, or a report of others. In nine languages."""

from __future__ import annotations

import re

from crawler.mirrors.notices.gap_patterns import compiled

OWN_NEAR = compiled("""
en: our | this (site/website/page/blog/portal/domain/address)
ru: наш* | эт* (сайт*/портал*/страниц*) | данн* (сайт*/ресурс*)
fa: ما | سایت ما | این سایت | این وبسایت | خود را | خبرگزاری ما
ar: موقعنا | عنواننا | رابطنا | نطاقنا | هذا الموقع | صحیفتنا | بنا | الخاص بنا | وکالتنا | صفحتنا | قناتنا
tr: *(miz/mız/muz/müz) | *(mizin/mızın/muzun/müzün) | *(mize/mıza/muza/müze) | *(mizi/mızı/muzu/müzü)
tr: bu (site/sayfa)*
tr: *(mizden/mızdan/muzdan/müzden) | *(mizde/mızda/muzda/müzde)
tr: *(miz/mız/muz/müz) | *(mizin/mızın/muzun/müzün) | *(mize/mıza/muza/müze) | *(mizi/mızı/muzu/müzü)
tr: bu (site/sayfa)*
tr: *(mizden/mızdan/muzdan/müzden) | *(mizde/mızda/muzda/müzde)
es: nuestr* | est* (sitio/web/página/portal)
fr: notre | nos | ce (site/portail/blog) | cette page
de: unser* | dies* (seite/website/webseite)
zh: 本站 | 本网 | 本網 | 本报 | 本報 | 我们的 | 我們的 | 本刊 | 本社
""")
"""The speaker's own, before or behind the thing."""

WE = compiled("""
en: we | we're | we've | us
ru: мы | нас | нам | нами
fa: ما | هستیم | کرده ایم | شدیم | شده ایم | کردیم | می کنیم
ar: نحن | انتقلنا | یمکنکم | تابعونا | لدینا | زورونا | قراءنا | متابعینا | نعلمکم | ندعوکم
tr: biz | bize | bizi | *yoruz | taşındık | geçtik | değiştirdik | açtık | *(deyiz/dayız/teyiz/tayız)
es: nos | nosotros | hemos | estamos | seguimos | publicamos | (visít/sígu/síg/lé/encuéntr/búsqu)*nos
fr: nous
de: wir | uns
zh: 我们 | 我們
""")
"""The speaker."""

YOU = compiled("""
en: you | your | please | use | visit | try | open | go to | head to | follow | enter | switch to | read | access
en: click | type
ru: вы | вам | вас | ваш* | *(йте/йтесь/ите/итесь) | можно | пожалуйста
fa: شما | لطفا | کنید | می توانید | شوید | بروید | ببینید | نمایید | دهید | بخوانید | بزنید | نمائید | باشید
ar: یمکنکم | یمکنک | یرجی | استخدموا | استخدم | استعملوا | زوروا | تفضلوا | الرجاء | تابعونا | زورونا | اقراونا
ar: ادخلوا | انتقلوا | لدیکم | لدیک
ar: علیکم
tr: siz* | *(ınız/iniz/unuz/ünüz) | kullanın | girin | ziyaret edin | tıklayın | takip edin | deneyin | lütfen
tr: *bilirsiniz | *(abilir/ebilir)
es: usted* | use | usa | utilice* | utiliza | utilizar | visite* | visita | visitar | acceda* | accede | ingres*
es: entre en | entra en
es: puede* | prueb* | por favor | pueden
fr: vous | votre | utilisez | visitez | accédez | rendez-vous | consultez | passez | essayez | cliquez | retrouvez
fr: lisez | suivez
de: (nutzen/besuchen/verwenden/öffnen/rufen/gehen/probieren/lesen/erreichen/können) sie | ihnen | bitte | du | dir
de: nutz* | besuch*
zh: 您 | 你 | 请 | 請
""")
"""Words to the reader, by whom the sentence is the site's own and no report on another."""

REPORTED = compiled("""
en: said | says | told | tells | according to | wrote | added | urged | reportedly | he | she | spokes*
ru: сообщ* | сказал* | заяви* | по словам | по данным | говорит* | рассказал* | написал* | пишет | отметил*
ru: уточнил*
fa: گفت | گفته است | اعلام کرد | به گزارش | گزارش داد | به گفته | نوشت | افزود
ar: قال* | اعلن* | افاد* | ذکرت | بحسب | وفقا | اضاف* | کتب* | صرح
tr: dedi | söyledi | açıkladı | belirtti | duyurdu | göre | bildirdi | ifade etti | yazdı | denildi
es: dijo | según | anunció | afirmó | declaró | informó | explicó | señaló | añadió | escribió
fr: a (déclaré/annoncé/indiqué/précisé/expliqué/affirmé/écrit/dit) | selon | dit-il | ajoute
de: sagte* | laut | erklärte* | teilte* | zufolge | berichtet* | schrieb* | kündigte* | mitgeteilt
zh: 据报道 | 據報導 | 报道称 | 表示 | 宣布 | 消息称 | 指出 | 告诉
""")
"""Words of a report on what others said."""

OTHERS = compiled("""
en: its | their | his | her | outlet* | publication* | readers can | users can | users of | ministry | agency's
en: editors
ru: его | ее | их | издани* | редакция | пользовател* | читател* | ведомств* | роскомнадзор*
fa: ان ها | کاربران | این رسانه | روزنامه | وزارت
ar: المستخدمین | المستخدمون | وزاره | الصحیفه | الوکاله | القناه
tr: kullanıcılar* | gazetenin | sitenin | kurum* | bakanlı* | ajansı*
es: sus | usuarios | medio | ministerio | lectores pueden | del diario
fr: ses | leur* | utilisateurs | ministère | lecteurs peuvent | média | quotidien
de: ihre nutzer | nutzer* | ministerium* | die zeitung | das portal | leser können | deren
zh: 该网站 | 該網站 | 该媒体 | 网民 | 当局
""")
"""Words for third parties."""

TOOLS = compiled("""
en: vpn* | proxy | proxies | tor browser | browser extension | psiphon | dns
ru: впн | vpn* | прокси | расширени* | тор-браузер*
fa: وی پی ان | فیلترشکن | پروکسی
ar: في بي ان | بروکسی | vpn
zh: 翻墙 | 代理 | vpn | 加速器
""")
"""Ways around a block that lead to no mirror."""

THINGS = compiled("""
en: newsletter* | shop | store | podcast* | app | apps | forum* | jobs | careers | tickets | e-paper | epaper
en: subscri* | donat* | kids
en: sister* | partner* | crossword* | webinar* | download* | playlist* | survey | advertis* | archive* | database
en: museum
ru: рассылк* | магазин* | подкаст* | приложени* | вакансии | подпис* | партнер* | архив* | музе*
fa: خبرنامه | فروشگاه | اپلیکیشن | اشتراک | کانال | موزه
ar: نشره | متجر | تطبیق | اشتراک | قناه | ارشیف | متحف
tr: bülten* | mağaza* | uygulama* | abone* | kanal* | müze* | arşiv*
es: boletín | tienda | aplicación | suscri* | pódcast | canal | socio* | museo | archivo
fr: infolettre | boutique | application | abonne* | lettre d'information | chaîne | partenaire* | musée
de: shop | podcast* | abonn* | stellenmarkt | partner* | museum* | archiv*
zh: 商店 | 订阅 | 應用 | 客户端 | 博物馆 | 合作
""")
"""Things of a publisher that have addresses of their own."""

PLACES = compiled("""
en: office* | headquarters | building* | street | studio* | floor | premises | newsroom in | postal | mailing | road
en: avenue
ru: офис* | здани* | ул. | улиц* | почтов* | помещени* | редакции по адресу
fa: دفتر | ساختمان | خیابان | پستی
ar: مکتب* | مقر* | شارع | مبنی
tr: ofis* | bina* | cadde* | sokak* | posta
es: oficina* | calle | edificio* | sede
fr: bureaux | locaux | rue | immeuble | siège | postale
de: büro* | straße* | gebäude* | postanschrift | räume
zh: 办公室 | 辦公室 | 办公地址 | 大楼 | 邮寄 | 街道
""")
"""Addresses of brick."""

OLD = re.compile(
    r"(?:\b(?:old|former|previous|previously|formerly|no longer|from|instead of|replac\w+|copied|fake|not)"
    r"|\b(?:стар\w+|прежн\w+|бывш\w+|вместо|с)|قدیم\w*|قبلی|سابق\w*|السابق\w*|القدیم\w*|از|\beski|\bönceki"
    r"|\b(?:antigu\w+|anterior\w*|ancien\w*|précédent\w*|alte[mnrs]?\b|bisherige\w*|früher\w*|statt|von)|旧|舊|原)"
    r"(?:\W+(?:our|the|site|website|address|domain|name|was|is|at|адрес\w*|домен\w*|сайт\w*|ادرس|دامنه|العنوان"
    r"|عنوان\w*|adres\w*|dirección|dominio|adresse|domaine|domain|域名|网址|網址|站)){0,3}\W*$"
)
"""What stands before an address that is no longer the site's."""

SITE = compiled("""
en: site* | website* | web | page | portal* | domain* | address* | link* | url* | homepage | online | official
en: main
ru: сайт* | портал* | домен* | адрес* | ссылк* | страниц* | ресурс* | издани* | официальн*
fa: سایت | وبسایت | ادرس | دامنه | نشانی | لینک | پایگاه
ar: موقع | الموقع | عنوان | رابط | روابط | نطاق | صفحه | العناوین | الرسمی
tr: site* | sayfa* | adres* | link* | bağlantı* | internet* | web* | alan ad*
es: sitio* | web* | página* | portal* | dominio* | direcci* | enlace* | oficial*
fr: site* | page* | portail* | domaine* | adresse* | lien* | officiel*
de: seite* | website* | webseite* | domain* | adresse* | internetseite* | link* | offiziell*
zh: 网站 | 網站 | 网址 | 網址 | 域名 | 地址 | 网页 | 链接 | 連結 | 主站 | 站点 | 官网 | 官方 | 网域
""")
"""What an address leads to."""

NEUTRAL = compiled("""
en: the | of | our | your | for | in | case | if | or | and | to | at | on | with | without | is | are | now | also
en: all | any
en: new | alternate | alternative | current | latest | working | backup | mirror* | access* | readers | visitors
en: users | list
en: here | online | via | through | use | using | block* | iran | russia | china | turkey | country | countries
en: tor | onion
en: vpn | a
ru: в | на | для | по | и | или | если | не | без | с | из | наш* | нов* | актуальн* | рабоч* | зеркал* | читател*
ru: росси* | доступ* | список
ru: при | блокиров* | впн | тор | обход* | случай | случае | все
fa: در | به | از | برای | با | بدون | و | یا | اگر | ما | جدید | فیلتر | ایران | کاربران | داخل | های | ورود
fa: دسترسی | جایگزین
ar: لمتابعه | للدخول | للوصول | لزیاره | لتصفح | فی | من | الی | علی | عبر | او | اذا | حال | لل | ال | الجدید
ar: البدیل | البدیله | المراه | للقراء | حجب
ar: الدخول | التالی* | التالیه
tr: ve | için | ile | veya | yeni | güncel | giriş | alternatif | erişim | engel* | okurlar* | son | resmi | adresi*
tr: yedek
es: de | del | la | el | los | las | para | en | y | o | si | con | sin | nuev* | alternativ* | actual* | lectores
es: acceso | espejo*
fr: de | du | des | la | le | les | pour | en | et | ou | si | avec | sans | nouve* | alternati* | actuel*
fr: lecteurs | accès | miroir*
de: der | die | das | den | für | in | und | oder | wenn | mit | ohne | neu* | alternativ* | aktuell* | leser*
de: zugang | spiegel* | ersatz*
zh: 最新 | 备用 | 備用 | 镜像 | 鏡像 | 新 | 永久 | 的 | 本 | 如 | 请 | 無法 | 无法 | 访问 | 訪問 | 浏览 | 发布
zh: 和 | 或 | 入口 | 页 | 站 | 国内 | 免翻墙
""")
"""Words that a label may hold beside what it labels."""

IF = compiled("""
en: if | in case | when | should
ru: если | при | в случае | когда
fa: اگر | در صورت | چنانچه
ar: اذا | فی حال | فی حاله | ان
tr: eğer | *(sa/se) | *(sanız/seniz) | durumunda | halinde
es: si | en caso | cuando
fr: si | en cas | lorsque | quand
de: wenn | falls | sollte | bei
zh: 如果 | 如 | 若 | 当
""")
"""How a condition begins."""
