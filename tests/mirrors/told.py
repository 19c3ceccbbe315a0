# ruff: noqa: E501
"""Notices as outlets write them, and sentences that read like one and are none. All names are invented."""

from __future__ import annotations

ONION = "lanternq3v5xk2j7c6p4t2rwnq7d5lq3v5xk2j7c6p4t2rwnq7d5lqd.onion"

NOTICES: dict[str, list[tuple[str, str]]] = {
    # markup of the notice, and the hosts it names, parted by spaces; the page is one of www.lantern.example
    "en": [
        (
            "<p>The Lantern’s website can also be accessed at the following alternate addresses:</p>"
            "<p>www.lantern-news.example</p>",
            "www.lantern-news.example",
        ),
        (
            "<div>We have moved to a new domain: <a href='https://beacon.example/'>beacon.example</a>. Please update your"
            " bookmarks.</div>",
            "beacon.example",
        ),
        ("<p>Our new address is hxxps://beacon[.]example</p>", "beacon.example"),
        ("<p>Is our site blocked where you live? Use our mirror at beacon (dot) example.</p>", "beacon.example"),
        (
            "<h4>Mirrors</h4><ul><li><a href='https://beacon.example'>beacon.example</a></li><li>https://flare.example"
            f"</li><li>http://{ONION}</li></ul>",
            f"beacon.example flare.example {ONION}",
        ),
        ("<p>If you cannot open the site, try <a href='https://flare.example/'>our mirror</a>.</p>", "flare.example"),
        ("<footer>Official mirror: flare.example</footer>", "flare.example"),
        (f"<p>You can also read us on Tor: {ONION}</p>", ONION),
        (
            "<p>This site has been blocked by the authorities. Readers can reach us at flare.example until it is"
            " restored.</p>",
            "flare.example",
        ),
        (
            "<p>Our domain lantern.test was seized on Tuesday. From now on we publish under the new address"
            " flare.example.</p>",
            "flare.example",
        ),
        ("<aside>Backup domain: flare.example</aside>", "flare.example"),
        (
            "<p>Bookmark our alternative addresses: beacon.example, flare.example and glim.example</p>",
            "beacon.example flare.example glim.example",
        ),
        ("<p>In case of difficulty accessing this website, please use https://flare.example</p>", "flare.example"),
        ("<p>Our website has a new home: www.flare.example.</p>", "www.flare.example"),
        ("<p>Readers in countries where our website is censored can find us at flare.example.</p>", "flare.example"),
    ],
    "ru": [
        ("<p>Зеркало сайта: <a href='https://beacon.example'>beacon.example</a></p>", "beacon.example"),
        ("<p>Наш новый адрес — flare.example</p>", "flare.example"),
        ("<p>Если сайт заблокирован, используйте наше зеркало https://flare.example</p>", "flare.example"),
        ("<p>Мы переехали! Теперь нас можно читать на flare.example</p>", "flare.example"),
        (
            "<p>Сайт доступен также по следующим адресам:</p><p>beacon.example</p><p>flare.example</p>",
            "beacon.example flare.example",
        ),
        ("<p>Наш сайт заблокирован Роскомнадзором. Читайте нас без VPN: flare.example</p>", "flare.example"),
        ("<p>Актуальное зеркало — https://фонарь.рф</p>", "xn--80azckq6c.xn--p1ai"),
        ("<div>Резервный домен издания: flare[.]example</div>", "flare.example"),
        ("<p>Не открывается сайт? Попробуйте альтернативный адрес: flare.example.</p>", "flare.example"),
    ],
    "fa": [
        ("<p>اگر سایت فیلتر است، از آدرس زیر استفاده کنید:</p><p>www.flare.example</p>", "www.flare.example"),
        ("<p>آدرس جدید سایت ما: flare.example</p>", "flare.example"),
        ("<p>آدرس‌های جایگزین: beacon.example و flare.example</p>", "beacon.example flare.example"),
        ("<p>سایت ما به نشانی flare.example منتقل شد.</p>", "flare.example"),
        ("<p>نشانی بدون فیلتر: <a href='https://flare.example'>flare.example</a></p>", "flare.example"),
        ("<p>در صورت مسدود بودن سایت، به آینه سایت ما در flare.example مراجعه کنید.</p>", "flare.example"),
        ("<p>دامنه جدید ما flare.example است.</p>", "flare.example"),
    ],
    "ar": [
        ("<p>موقعنا البديل: flare.example</p>", "flare.example"),
        ("<p>في حال حجب الموقع يمكنكم متابعتنا عبر الرابط البديل https://flare.example</p>", "flare.example"),
        ("<p>انتقلنا إلى عنواننا الجديد flare.example</p>", "flare.example"),
        (
            "<p>يمكنكم الوصول إلى موقعنا عبر العناوين التالية:</p><p>beacon.example</p><p>flare.example</p>",
            "beacon.example flare.example",
        ),
        ("<p>الرابط الجديد للموقع: <a href='https://flare.example/'>flare.example</a></p>", "flare.example"),
        ("<p>إذا تعذر الوصول إلى موقعنا استخدموا flare[.]example</p>", "flare.example"),
        ("<p>الموقع المرآة: flare.example</p>", "flare.example"),
    ],
    "tr": [
        ("<p>Yeni adresimiz: flare.example</p>", "flare.example"),
        ("<p>Sitemize erişim engeli getirilirse flare.example adresinden bize ulaşabilirsiniz.</p>", "flare.example"),
        ("<p>Güncel giriş adresi: https://flare.example</p>", "flare.example"),
        ("<p>Sitemiz taşındı: artık flare.example adresindeyiz.</p>", "flare.example"),
        ("<p>Alternatif adreslerimiz: beacon.example, flare.example</p>", "beacon.example flare.example"),
        ("<p>Siteye giremiyorsanız yedek adresimiz flare.example üzerinden okuyabilirsiniz.</p>", "flare.example"),
        ("<p>Ayna sitemiz: flare.example</p>", "flare.example"),
    ],
    "es": [
        ("<p>Nuestra nueva dirección es www.flare.example</p>", "www.flare.example"),
        (
            "<p>Si el sitio está bloqueado en su país, utilice nuestro espejo: https://flare.example</p>",
            "flare.example",
        ),
        ("<p>Nos hemos mudado a flare.example</p>", "flare.example"),
        ("<p>Sitio espejo: flare.example</p>", "flare.example"),
        (
            "<p>También puede acceder a nuestro sitio en las siguientes direcciones:</p><p>beacon.example</p>"
            "<p>flare.example</p>",
            "beacon.example flare.example",
        ),
        (
            "<p>¿No puede acceder a nuestra página? Visítenos en el dominio alternativo flare.example.</p>",
            "flare.example",
        ),
        ("<p>Hemos cambiado de dominio: ahora estamos en flare.example</p>", "flare.example"),
    ],
    "fr": [
        ("<p>Notre site miroir : flare.example</p>", "flare.example"),
        ("<p>Nouvelle adresse : <a href='https://flare.example'>https://flare.example</a></p>", "flare.example"),
        ("<p>Si le site est bloqué dans votre pays, utilisez https://flare.example</p>", "flare.example"),
        ("<p>Nous avons changé d'adresse : retrouvez-nous sur flare.example</p>", "flare.example"),
        (
            "<p>Le site est également accessible aux adresses suivantes :</p><p>beacon.example</p><p>flare.example</p>",
            "beacon.example flare.example",
        ),
        ("<p>Notre site étant censuré, vous pouvez nous lire à l'adresse flare.example.</p>", "flare.example"),
        ("<p>Adresse de secours : flare (point) example</p>", "flare.example"),
    ],
    "de": [
        ("<p>Unsere neue Adresse lautet www.flare.example.</p>", "www.flare.example"),
        ("<p>Spiegelseite: flare.example</p>", "flare.example"),
        ("<p>Falls die Seite gesperrt ist, nutzen Sie unsere Ausweichadresse flare.example.</p>", "flare.example"),
        (
            "<p>Wir sind umgezogen: Sie finden uns jetzt unter <a href='https://flare.example'>flare.example</a>.</p>",
            "flare.example",
        ),
        (
            "<p>Unsere Website ist auch unter folgenden Adressen erreichbar:</p><p>beacon.example</p>"
            "<p>flare.example</p>",
            "beacon.example flare.example",
        ),
        ("<p>Sollte unsere Seite blockiert sein, erreichen Sie uns unter flare[.]example.</p>", "flare.example"),
        ("<p>Ersatzdomain: flare.example</p>", "flare.example"),
    ],
    "zh": [
        ("<p>镜像网站：https://flare.example</p>", "flare.example"),
        ("<p>本站最新域名：flare.example</p>", "flare.example"),
        ("<p>如果网站无法访问，请使用备用网址https://flare.example</p>", "flare.example"),
        ("<p>本站已迁移至flare.example，请更新书签。</p>", "flare.example"),
        ("<p>备用网址：beacon.example、flare.example</p>", "beacon.example flare.example"),
        ("<p>我们的新网址是flare.example</p>", "flare.example"),
        ("<p>若本網站被封鎖，請訪問 flare.example</p>", "flare.example"),
    ],
}

NO_NOTICES: list[str] = [
    "<p>We have moved our offices to 12 King Street; directions are at kingstreet.example.</p>",
    "<p>The paper has moved to a new building, designed by atelier.example.</p>",
    "<p>Subscribe to The Lantern at subscribe-beacon.example and read without advertising.</p>",
    "<p>Follow our Telegram channel: <a href='https://t.me/lantern'>t.me/lantern</a>, it works when we are blocked.</p>",
    "<p>Visit the mirror site of the Hubble archive at hubble-copy.example for the pictures.</p>",
    "<p>Read more in The Mirror: www.themirror.example</p>",
    "<p>“The Mirror” newspaper, at mirror-daily.example, first reported the story.</p>",
    "<p>Polaris, which is blocked in the country, can be read at its mirror polaris-copy.example.</p>",
    "<p>Readers can use the mirror site polaris-copy.example if the main one is blocked, the outlet said.</p>",
    "<p>“Our new domain is polaris.example and we will go on,” the editor of Polaris told reporters.</p>",
    "<p>Our sister site beacon.example has a new look.</p>",
    "<p>The new website of the ministry is ministry.example, officials said.</p>",
    "<p>If a site is blocked, use a VPN such as hidefast.example.</p>",
    "<p>Our podcast is also available at pods.example.</p>",
    "<p>The museum has moved its collection to a new address, museum.example.</p>",
    "<p>Download the data from one of the mirrors: https://files.example/set.zip</p>",
    "<p>Donate at https://give.example to keep our website free.</p>",
    "<p>Share this: <a href='https://facebook.com/x'>Facebook</a> <a href='https://x.com/y'>X</a></p>",
    "<p>Partners: <a href='https://partner.example'>Partner</a> <a href='https://other.example'>Other</a></p>",
    "<p>Our reporter visited the company’s website, gadgets.example, which was unavailable on Monday.</p>",
    "<p>Police blocked the street; a map is at maps.example.</p>",
    "<p>Get our app at <a href='https://play.google.com/store/apps/x'>Google Play</a> if the site is blocked.</p>",
    "<p>Зеркало сайта «Полярис» доступно по адресу polaris-copy.example, сообщает издание.</p>",
    "<p>Суд постановил заблокировать сайт polaris.example и его зеркала polaris2.example.</p>",
    "<p>Редакция переехала: наш новый офис на улице Ленина, схема на map.example.</p>",
    "<p>Новый сайт музея открылся по адресу museum.example.</p>",
    "<p>وزارت اعلام کرد آدرس جدید سامانه ministry.example است.</p>",
    "<p>أعلنت الوزارة أن موقعها الجديد هو ministry.example.</p>",
    "<p>Kutup gazetesinin yeni adresi kutup2.example oldu, gazete duyurdu.</p>",
    "<p>El ministerio anunció que su nueva dirección es ministerio.example.</p>",
    "<p>Le journal Polaris a annoncé que son nouveau site est polaris.example.</p>",
    "<p>Das Ministerium teilte mit, die neue Adresse laute ministerium.example.</p>",
    "<p>据报道，该网站的最新域名是polaris.example。</p>",
    "<p>Write to us: news@beacon.example or call.</p>",
    "<p>Advertise with us: <a href='https://ads.beacon.example'>our new website for advertisers</a></p>",
]
