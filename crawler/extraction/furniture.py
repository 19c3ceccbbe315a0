"""Lines of a page that are not the article's text, told by their words.

Tables, one row a wording, grouped by what the line is for. A wording is written in lower case with straight
apostrophes; a line is compared in the same form (see ``plain``). A line that is told by its words only is furniture
only if it is short: a sentence of the article may well speak of newsletters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_WORDS = 40
"""Words of the longest line that its wording alone makes furniture."""

TAIL_WORDS = 12
"""Words of the longest line without a sentence's end that goes with the furniture before it, at the tail."""

ADDRESS_NOTICES = (
    # A notice where else the site can be read; the addresses follow, in the line or under it.
    # en
    "can also be accessed at",
    "alternate address",
    "alternative address",
    "is also available at",
    "mirror site",
    "our mirror",
    # fa
    "آدرس‌های جایگزین",
    "نشانی‌های زیر",
    # ar
    "العناوين البديلة",
    "عبر العناوين التالية",
    # fr
    "également accessible aux adresses",
    "adresses alternatives",
    # es
    "también puede accederse",
    "direcciones alternativas",
    "siguientes direcciones",
    # ru
    "альтернативным адрес",
    "альтернативные адреса",
    "зеркало сайта",
    # tr
    "alternatif adres",
    # de
    "alternativen adressen",
    "alternative adressen",
)

LABELS = frozenset(
    # Whole lines: buttons and headings of boxes.
    (
        # en: sharing, reacting, asking
        *("share", "share this", "share this article", "share this story", "share on facebook", "share on twitter"),
        *("share this article:", "share via", "share on whatsapp", "copy link", "link copied", "print", "email", "save"),
        *("print this article", "send to a friend", "email this article", "tweet", "facebook", "twitter", "whatsapp"),
        *("telegram", "linkedin", "pinterest", "reddit", "comments", "comment", "leave a comment", "post a comment"),
        *("add a comment", "no comments", "show comments", "view comments", "join the conversation", "advertisement"),
        *("advertising", "story continues below advertisement", "article continues below", "sponsored", "promoted"),
        *("sponsored content", "read more", "read more:", "more", "see more", "related", "related articles", "see also"),
        *("related stories", "related news", "related topics", "related content", "more on this story", "don't miss"),
        *("recommended", "recommended for you", "most read", "most popular", "popular", "trending", "you may also like"),
        *("you might also like", "up next", "watch next", "top stories", "latest news", "editor's picks", "tags", "topics"),
        *("tags:", "topics:", "topics covered:", "filed under:", "download our app", "get the app", "subscribe", "sign up"),
        *("sign up now", "newsletter", "newsletters", "follow us", "follow us:", "listen", "listen to article", "back to top"),
        *("tell us what you think", "got a story?", "report a correction", "report a typo", "loading...", "loading"),
        # de
        *("teilen", "artikel teilen", "drucken", "kommentare", "kommentieren", "anzeige", "mehr zum thema", "mehr"),
        *("lesen sie auch", "lesen sie auch:", "lesen sie mehr", "weiterlesen", "auch interessant", "themen", "schlagworte"),
        *("das könnte sie auch interessieren", "mehr lesen", "zur startseite", "meistgelesen", "newsletter bestellen"),
        *("empfehlungen der redaktion", "weiterführende links", "artikel merken", "vorlesen", "zum thema", "werbung"),
        # fr
        *("partager", "partager cet article", "imprimer", "commentaires", "publicité", "lire aussi", "lire aussi :"),
        *("à lire aussi", "à lire aussi :", "sur le même sujet", "voir aussi", "les plus lus", "s'abonner", "à lire également"),
        # es
        *("compartir", "compartir en facebook", "comparte esta noticia", "imprimir", "comentarios", "publicidad"),
        *("leer más", "lea también", "lea también:", "lee también", "te puede interesar", "más información", "temas"),
        *("archivado en", "noticias relacionadas", "lo más leído", "suscríbete", "mira también", "etiquetas"),
        # pt
        *("compartilhe", "compartilhar", "partilhar", "comentários", "publicidade", "leia mais", "leia também", "veja também"),
        *("leia também:", "leia mais:", "relacionadas", "mais lidas", "deixe um comentário", "continua após a publicidade"),
        # it
        *("condividi", "condividi questo articolo", "stampa", "commenti", "pubblicità", "leggi anche", "leggi anche:"),
        *("ti potrebbe interessare", "articoli correlati", "argomenti", "potrebbe interessarti anche"),
        # nl, sv, da, no
        *("deel dit artikel", "delen", "lees ook", "lees ook:", "lees meer", "advertentie", "reacties", "gerelateerd"),
        *("dela", "dela artikeln", "läs mer", "läs även", "läs också", "annons", "del artikel", "læs også", "les også", "les mer"),
        # ru, uk
        *("поделиться", "поделиться:", "распечатать", "комментарии", "реклама", "читайте также", "читайте также:"),
        *("подписаться", "по теме", "материалы по теме", "теги", "теги:", "читать далее", "смотрите также", "поділитися"),
        *("читайте також", "читайте також:", "обсудить", "новости партнеров"),
        # tr
        *("paylaş", "yazdır", "yorumlar", "reklam", "ilgili haberler", "etiketler", "haberin devamı", "ayrıca okuyun"),
        # ar, fa
        *("شارك", "شارك المقال", "مشاركة", "طباعة", "اقرأ أيضا", "اقرأ أيضاً", "إقرأ أيضا", "مواضيع ذات صلة", "إعلان", "تعليقات"),
        *("اشتراک‌گذاری", "به اشتراک بگذارید", "اخبار مرتبط", "بیشتر بخوانید", "چاپ", "برچسب‌ها", "نظرات"),
        # zh, ja
        *("分享", "分享到", "相关新闻", "相关阅读", "责任编辑", "広告", "関連記事", "シェア", "おすすめ情報", "あわせて読みたい"),
        # pl, cs
        *("udostępnij", "czytaj także", "czytaj też", "zobacz także", "reklama", "sdílet", "čtěte také", "související"),
    )
)

POINTERS = (
    # How a line begins that names another article; what follows is its title.
    # en
    *("read more:", "read more -", "read also:", "also read:", "also read |", "read:", "see also:", "see more:"),
    *("more:", "related:", "related story:", "don't miss:", "watch:", "watch |", "also on", "recommended:", "from our partners:"),
    *("more on this:", "must read:", "click here to read", "click here for more", "trending:", "further reading:"),
    # de
    *("lesen sie auch:", "lesen sie auch |", "lesen sie hier:", "lesen sie hierzu:", "mehr zum thema:", "auch interessant:"),
    *("lesen sie dazu auch", "lesen sie mehr:", "weiterlesen:", "hier lesen:", "siehe auch:", "mehr dazu:"),
    # fr
    *("lire aussi :", "lire aussi:", "lire aussi ", "à lire aussi", "à lire :", "voir aussi :", "lire également"),
    # es, pt, it
    *("lea también:", "lee también:", "leer más:", "lea más:", "te puede interesar:", "más información:", "mira también:"),
    *("leia também:", "leia mais:", "leia mais sobre", "veja também:", "saiba mais:", "leggi anche:", "leggi anche |"),
    # nl, sv, da, no
    *("lees ook:", "lees meer:", "läs mer:", "läs även:", "läs också:", "læs også:", "les også:", "les mer:"),
    # ru, uk
    *("читайте также:", "читайте также", "смотрите также:", "по теме:", "читайте також:", "читать также:"),
    # tr, ar, fa
    *("ayrıca okuyun:", "ilgili haber:", "اقرأ أيضا", "اقرأ أيضاً", "إقرأ أيضا", "بیشتر بخوانید", "همچنین بخوانید"),
    # pl, cs
    *("czytaj także:", "czytaj też:", "zobacz także:", "čtěte také:", "přečtěte si:"),
    # ja, zh
    *("関連記事：", "相关阅读：", "【関連記事】"),
)

PROMOTIONS = (
    # Phrases of lines that advertise the publisher's channels, apps, newsletters and subscriptions.
    # en
    *("follow us on", "like us on", "find us on", "join us on", "join our telegram", "join our whatsapp", "join our channel"),
    *("subscribe to our", "subscribe to the newsletter", "sign up for our", "sign up to our", "sign up for the", "sign up here"),
    *("newsletter today", "delivered to your inbox", "delivered straight to your inbox", "right in your inbox", "in your inbox"),
    *("download our app", "download the app", "get our app", "our mobile app", "on google news", "preferred source"),
    *("our weekly newsletter", "our daily newsletter", "our free newsletter", "sign up for breaking news", "get the latest updates"),
    *("subscribe today", "subscribe now", "become a subscriber", "become a member", "support our journalism", "have a tip?"),
    *("click here to subscribe", "push notifications", "follow her on twitter", "follow him on twitter", "follow me on twitter"),
    *("on twitter @", "on twitter at @", "on facebook and twitter", "on twitter and facebook", "for more news", "all rights reserved"),
    *("copyright ©", "may not be published, broadcast", "terms of use", "display name before commenting", "login again, you will"),
    # de
    *("folgen sie uns", "folge uns", "newsletter abonnieren", "abonnieren sie", "unseren newsletter", "jetzt abonnieren"),
    *("hier kostenlos anmelden", "whatsapp-kanal", "unser newsletter", "der newsletter", "alle rechte vorbehalten"),
    # fr
    *("suivez-nous", "suivez nous", "abonnez-vous", "notre newsletter", "inscrivez-vous à", "tous droits réservés"),
    # es, pt, it
    *("síguenos en", "suscríbete a", "suscríbase a", "nuestro boletín", "nuestro canal de", "todos los derechos reservados"),
    *("siga-nos", "siga o canal", "assine a newsletter", "inscreva-se", "nosso canal", "todos os direitos reservados"),
    *("seguici su", "iscriviti alla", "tutti i diritti riservati"),
    # nl, sv
    *("volg ons op", "meld je aan voor", "følg oss", "följ oss", "prenumerera på"),
    # ru, uk
    *("подписывайтесь на", "подпишитесь на", "наш канал", "наш телеграм", "мы в telegram", "підписуйтесь на", "все права защищены"),
    # tr, ar, fa
    *("bizi takip edin", "abone olun", "تابعونا", "تابعنا على", "اشترك في", "ما را در", "کانال تلگرام"),
    # ja, zh
    *("フォローする", "メルマガ", "关注我们", "扫码关注"),
)

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})
_ORNAMENT = " \t-–—•·*►▶»›>→|❤✉"
_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?$", re.IGNORECASE)
_BETWEEN_HOSTS = re.compile(r"[\s,;|/·•]+|\b(?:and|or|und|et|y|e|و|и|ve)\b")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*$")


def plain(line: str) -> str:
    """A line in the form in which the tables are written.

    >>> plain("► Press TV’s  News ")
    "press tv's news"
    """
    return " ".join(line.translate(_APOSTROPHES).lower().split()).strip(_ORNAMENT)


def is_address(line: str) -> bool:
    """Whether a line is nothing but one or several web addresses.

    >>> is_address("www.example.ir and https://example.co.uk/"), is_address("See example.com for more")
    (True, False)
    """
    pieces = [piece for piece in re.split(r"[\s,;|·•]+", line.strip(" .")) if piece]
    named = [piece for piece in pieces if not _BETWEEN_HOSTS.fullmatch(piece.lower())]
    return bool(named) and all(_HOST.match(piece.strip(".")) for piece in named)


def is_pointer(line: str) -> bool:
    """Whether a line points to another article: "Read more: …"."""
    text = plain(line)
    return text in LABELS or (text.startswith(POINTERS) and len(text.split()) <= MAX_WORDS)


def is_furniture(line: str) -> bool:
    """Whether a line is furniture by its own words.

    >>> is_furniture("SHARE THIS ARTICLE"), is_furniture("Shares fell on Monday.")
    (True, False)
    """
    text = plain(line)
    if not text or text in LABELS or text.strip(" :.!") in LABELS:
        return True
    if len(text.split()) > MAX_WORDS:
        return False
    return text.startswith(POINTERS) or any(phrase in text for phrase in PROMOTIONS)


def is_address_notice(line: str, following: str = "") -> bool:
    """Whether a line says where else the site can be read: by its words, and an address in it or under it."""
    text = plain(line)
    if len(text.split()) > MAX_WORDS or not any(phrase in text for phrase in ADDRESS_NOTICES):
        return False
    return text.endswith((":", "：")) or is_address(following) or is_address(text.rpartition(": ")[2] or text.split()[-1])


def ends_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line.rstrip()))


def without_furniture(lines: Sequence[str]) -> list[str]:
    """The lines that are text, in order.

    A notice of alternate addresses goes with the addresses under it. At the tail, short lines without the end of a
    sentence go with the furniture before them: the names of apps and channels.
    """
    kept: list[tuple[str, bool]] = []
    in_notice = False
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        notice = is_address_notice(line, following)
        furniture = notice or is_furniture(line) or (in_notice and is_address(line))
        in_notice = notice or (in_notice and is_address(line))
        kept.append((line, furniture))
    return _without_tail(kept)


def _without_tail(marked: list[tuple[str, bool]]) -> list[str]:
    last = max((number for number, (line, furniture) in enumerate(marked) if not furniture and not _is_scrap(line)), default=-1)
    first = next((number for number, (_, furniture) in enumerate(marked) if furniture and number > last), len(marked))
    return [line for number, (line, furniture) in enumerate(marked) if not furniture and number < first]


def _is_scrap(line: str) -> bool:
    return len(line.split()) <= TAIL_WORDS and not ends_sentence(line)
