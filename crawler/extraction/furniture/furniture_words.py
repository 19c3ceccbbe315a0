"""The wordings of furniture: notices, labels, pointers and promotions, by language."""

from __future__ import annotations

from crawler.canonical.wordings import wordings

ADDRESS_NOTICES = wordings("""
en: can also be accessed at | alternate address | alternative address | is also available at | mirror site | our mirror
en: access our website at | reach us at the following
fa: آدرس‌های جایگزین | نشانی‌های زیر | آدرس های جایگزین
ar: العناوين البديلة | عبر العناوين التالية | العناوين التالية
fr: également accessible aux adresses | adresses alternatives | adresses suivantes
es: también puede accederse | direcciones alternativas | siguientes direcciones
ru: альтернативным адрес | альтернативные адреса | следующим адресам | зеркало сайта
tr: alternatif adres | aşağıdaki adres
de: alternativen adressen | alternative adressen | folgenden adressen
pt: endereços alternativos | seguintes endereços
it: indirizzi alternativi | seguenti indirizzi
""")
"""Phrases of a notice where else the site can be read; the addresses stand in the line or under it."""

LABELS = frozenset(
    wordings("""
en: share | share this | share this article | share this story | share on facebook | share on twitter | share via
en: share on whatsapp | copy link | link copied | print | email | save | print this article | send to a friend
en: email this article | tweet | facebook | twitter | whatsapp | telegram | linkedin | pinterest | reddit | comments
en: comment | leave a comment | post a comment | add a comment | no comments | show comments | view comments
en: join the conversation | advertisement | advertising | story continues below advertisement | sponsored | promoted
en: article continues below | sponsored content | read more | more | see more | related | related articles | see also
en: related stories | related news | related topics | related content | more on this story | don't miss | recommended
en: recommended for you | most read | most popular | popular | trending | you may also like | you might also like
en: up next | watch next | top stories | latest news | editor's picks | tags | topics | topics covered | filed under
en: download our app | get the app | subscribe | sign up | sign up now | newsletter | newsletters | follow us | listen
en: listen to article | back to top | tell us what you think | got a story? | report a correction | report a typo
en: loading... | loading | read also | also read
de: teilen | artikel teilen | drucken | kommentare | kommentieren | anzeige | mehr zum thema | mehr | lesen sie auch
de: lesen sie mehr | weiterlesen | auch interessant | themen | schlagworte | das könnte sie auch interessieren
de: mehr lesen | zur startseite | meistgelesen | newsletter bestellen | empfehlungen der redaktion | zum thema
de: weiterführende links | artikel merken | vorlesen | werbung
fr: partager | partager cet article | imprimer | commentaires | publicité | lire aussi | à lire aussi | voir aussi
fr: sur le même sujet | les plus lus | s'abonner | à lire également
es: compartir | compartir en facebook | comparte esta noticia | imprimir | comentarios | publicidad | leer más
es: lea también | lee también | te puede interesar | más información | temas | archivado en | noticias relacionadas
es: lo más leído | suscríbete | mira también | etiquetas
pt: compartilhe | compartilhar | partilhar | comentários | publicidade | leia mais | leia também | veja também
pt: relacionadas | mais lidas | deixe um comentário | continua após a publicidade
it: condividi | condividi questo articolo | stampa | commenti | pubblicità | leggi anche | ti potrebbe interessare
it: articoli correlati | argomenti | potrebbe interessarti anche
nl: deel dit artikel | delen | lees ook | lees meer | advertentie | reacties | gerelateerd
sv: dela | dela artikeln | läs mer | läs även | läs också | annons
da: del artikel | læs også
no: les også | les mer
ru: поделиться | распечатать | комментарии | реклама | читайте также | подписаться | по теме | материалы по теме
ru: теги | читать далее | смотрите также | обсудить | новости партнеров
uk: поділитися | читайте також
tr: paylaş | yazdır | yorumlar | reklam | ilgili haberler | etiketler | haberin devamı | ayrıca okuyun
ar: شارك | شارك المقال | مشاركة | طباعة | اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | مواضيع ذات صلة | إعلان | تعليقات
fa: اشتراک‌گذاری | به اشتراک بگذارید | اخبار مرتبط | بیشتر بخوانید | چاپ | برچسب‌ها | نظرات
zh: 分享 | 分享到 | 相关新闻 | 相关阅读 | 责任编辑
ja: 広告 | 関連記事 | シェア | おすすめ情報 | あわせて読みたい
pl: udostępnij | czytaj także | czytaj też | zobacz także | reklama
cs: sdílet | čtěte také | související
""")
)
"""Whole lines: buttons, and headings of boxes. A colon after them changes nothing."""

POINTERS = wordings("""
en: read more: | read also: | also read: | also read | read: | see also: | see more: | more: | related:
en: related story: | don't miss: | watch: | also on | recommended: | from our partners: | more on this: | must read:
en: click here to read | click here for more | trending: | further reading:
de: lesen sie auch: | lesen sie hier: | lesen sie hierzu: | mehr zum thema: | auch interessant:
de: lesen sie dazu auch | lesen sie mehr: | weiterlesen: | hier lesen: | siehe auch: | mehr dazu:
fr: lire aussi : | lire aussi: | lire aussi | à lire aussi | à lire : | voir aussi : | lire également
es: lea también: | lee también: | leer más: | lea más: | te puede interesar: | más información: | mira también:
pt: leia também: | leia mais: | leia mais sobre | veja também: | saiba mais:
it: leggi anche: | leggi anche
nl: lees ook: | lees meer:
sv: läs mer: | läs även: | läs också:
da: læs også:
no: les også: | les mer:
ru: читайте также: | читайте также | смотрите также: | по теме: | читать также:
uk: читайте також:
tr: ayrıca okuyun: | ilgili haber:
ar: اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا
fa: بیشتر بخوانید | همچنین بخوانید
pl: czytaj także: | czytaj też: | zobacz także:
cs: čtěte také: | přečtěte si:
ja: 関連記事： | 【関連記事】
zh: 相关阅读：
""")
"""How a line begins that names another article; what follows is its title."""

PROMOTIONS = wordings("""
en: follow us on | like us on | find us on | join us on | join our telegram | join our whatsapp | join our channel
en: subscribe to our | subscribe to the newsletter | sign up for our | sign up to our | sign up for the | sign up here
en: newsletter today | delivered to your inbox | delivered straight to your inbox | right in your inbox | in your inbox
en: download our app | download the app | get our app | our mobile app | on google news | preferred source
en: our weekly newsletter | our daily newsletter | our free newsletter | sign up for breaking news | have a tip?
en: get the latest updates | subscribe today | subscribe now | become a subscriber | become a member
en: support our journalism | click here to subscribe | push notifications | follow her on twitter
en: follow him on twitter
en: follow me on twitter | on twitter @ | on twitter at @ | on facebook and twitter | on twitter and facebook
en: for more news | all rights reserved | copyright © | may not be published, broadcast | terms of use
en: display name before commenting | login again, you will
de: folgen sie uns | folge uns | newsletter abonnieren | abonnieren sie | unseren newsletter | jetzt abonnieren
de: hier kostenlos anmelden | whatsapp-kanal | unser newsletter | der newsletter | alle rechte vorbehalten
fr: suivez-nous | suivez nous | abonnez-vous | notre newsletter | inscrivez-vous à | tous droits réservés
es: síguenos en | suscríbete a | suscríbase a | nuestro boletín | nuestro canal de | todos los derechos reservados
pt: siga-nos | siga o canal | assine a newsletter | inscreva-se | nosso canal | todos os direitos reservados
it: seguici su | iscriviti alla | tutti i diritti riservati
nl: volg ons op | meld je aan voor
sv: följ oss | prenumerera på
no: følg oss
ru: подписывайтесь на | подпишитесь на | наш канал | наш телеграм | мы в telegram | все права защищены
uk: підписуйтесь на
tr: bizi takip edin | abone olun
ar: تابعونا | تابعنا على | اشترك في
fa: ما را در | کانال تلگرام
ja: フォローする | メルマガ
zh: 关注我们 | 扫码关注
""")
"""Phrases of lines that advertise the publisher's channels, apps, newsletters and subscriptions."""
