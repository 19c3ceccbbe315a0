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
            "<h4>Our mirrors</h4><ul><li><a href='https://beacon.example'>beacon.example</a></li><li>https://flare.example"
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
        (
            "<p>Nouvelle adresse du site : <a href='https://flare.example'>https://flare.example</a></p>",
            "flare.example",
        ),
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

SENTENCES: dict[str, list[tuple[str, str]]] = {
    # sentences by themselves, and the hosts that they name
    "en": [
        ("If you have trouble reaching The Lantern, our backup site is flare.example.", "flare.example"),
        ("The Lantern has moved to beacon.example.", "beacon.example"),
        (
            "Due to the blocking of our website in several countries, you can continue reading us at beacon.example",
            "beacon.example",
        ),
        ("Our new home on the web is beacon.example", "beacon.example"),
        ("Bookmark our mirror, https://beacon.example/, in case this domain is taken down.", "beacon.example"),
        ("Can't open the site? Try our mirror: beacon.example", "beacon.example"),
        ("The Lantern is blocked in Russia. Use our mirror beacon.example to read us without a VPN.", "beacon.example"),
        ("A mirror of this website is available at lantern-mirror.example.", "lantern-mirror.example"),
        ("We are now at beacon.example, please update your bookmarks.", "beacon.example"),
        ("This website is also available at beacon.example", "beacon.example"),
        ("Our domain was seized; we are now available at beacon.example.", "beacon.example"),
        ("You can also read The Lantern at its alternate address: beacon.example", "beacon.example"),
        ("Our site can also be reached at beacon.example and flare.example.", "beacon.example flare.example"),
    ],
    "ru": [
        ("Новый адрес нашего сайта: beacon.example", "beacon.example"),
        ("Сайт «The Lantern» теперь доступен по адресу beacon.example", "beacon.example"),
        ("Наш сайт переехал на новый домен beacon.example", "beacon.example"),
        ("Роскомнадзор заблокировал наш сайт. Пользуйтесь зеркалом: beacon.example", "beacon.example"),
        ("Если наш сайт у вас не открывается, заходите на beacon.example", "beacon.example"),
        ("Из-за блокировки мы работаем на зеркале beacon.example", "beacon.example"),
    ],
    "fa": [
        ("وب‌سایت ما از طریق آدرس‌های زیر نیز در دسترس است: beacon.example", "beacon.example"),
        ("در صورت فیلتر شدن این سایت، از نشانی beacon.example استفاده کنید.", "beacon.example"),
        ("ما به دامنه جدید beacon.example منتقل شدیم.", "beacon.example"),
        ("می‌توانید سایت ما را در آدرس جایگزین beacon.example ببینید.", "beacon.example"),
    ],
    "ar": [
        ("يمكنكم أيضاً زيارة موقعنا عبر العنوان البديل: beacon.example", "beacon.example"),
        ("تم حجب موقعنا، يمكنكم متابعتنا على beacon.example", "beacon.example"),
        ("عنواننا الجديد هو beacon.example", "beacon.example"),
        ("لقد انتقل موقعنا إلى beacon.example", "beacon.example"),
        ("هذا الموقع متاح أيضا على الرابط البديل beacon.example", "beacon.example"),
    ],
    "tr": [
        ("Sitemiz engellendi, bizi beacon.example adresinden takip edebilirsiniz.", "beacon.example"),
        ("Sitemizin yeni adresi beacon.example oldu.", "beacon.example"),
        ("Web sitemizin aynası: beacon.example", "beacon.example"),
        ("Sitemize ayrıca beacon.example adresinden de ulaşabilirsiniz.", "beacon.example"),
        ("Yeni alan adımız beacon.example", "beacon.example"),
    ],
    "es": [
        ("Nuestro sitio web también está disponible en beacon.example", "beacon.example"),
        ("Este sitio tiene un espejo en beacon.example", "beacon.example"),
        ("Si nuestra web está bloqueada, entre en beacon.example", "beacon.example"),
        ("Hemos cambiado de dirección: beacon.example", "beacon.example"),
        ("Nuestra página se ha trasladado a beacon.example", "beacon.example"),
    ],
    "fr": [
        ("Notre site est également accessible à l'adresse beacon.example", "beacon.example"),
        ("Si notre site est bloqué chez vous, rendez-vous sur beacon.example", "beacon.example"),
        ("Un miroir de notre site est disponible sur beacon.example", "beacon.example"),
        ("Notre site a déménagé sur beacon.example", "beacon.example"),
        ("Notre nouvelle adresse : beacon.example", "beacon.example"),
    ],
    "de": [
        ("Unsere Seite ist umgezogen und jetzt unter beacon.example zu finden.", "beacon.example"),
        ("Sie erreichen unsere Seite auch unter der Adresse beacon.example", "beacon.example"),
        ("Wenn unsere Website gesperrt ist, weichen Sie bitte auf beacon.example aus.", "beacon.example"),
        ("Ein Spiegel dieser Website steht unter beacon.example bereit.", "beacon.example"),
        ("Unsere Ersatzadresse ist beacon.example", "beacon.example"),
    ],
    "zh": [
        ("我们的备用网址是beacon.example", "beacon.example"),
        ("本站被屏蔽时，请访问beacon.example", "beacon.example"),
        ("本网站镜像：beacon.example", "beacon.example"),
        ("本报网站已搬迁至beacon.example", "beacon.example"),
        ("我们的网站无法访问时，请使用 beacon.example", "beacon.example"),
    ],
}
