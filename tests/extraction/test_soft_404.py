"""A page with status 200 that says, in any of many languages, that there is nothing at its address is no article."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest

from crawler.extraction.notices.sign_tables import ERROR_SIGNS
from crawler.model.article import Article, Reason, Rejection

URL = "https://www.gazette.example/story/675634"

MISSING = """
en: Oops: The page you were looking for could not be found. It may have been moved.
en: Gone: This article has been removed and cannot be read any longer.
en: Nothing here: Nothing found at this location. Try a search?
de: Hoppla: Die von Ihnen gesuchte Seite gibt es leider nicht mehr.
de: Artikel: Dieser Artikel ist nicht mehr verfügbar.
fr: Erreur: La page que vous cherchez a été déplacée ou supprimée.
fr: Article introuvable: Revenez à l'accueil.
es: Vaya: No se encontró nada en esta ubicación.
es: Lo sentimos: La noticia que buscas ya no se encuentra en nuestro archivo.
pt: Erro: Não encontramos a página. Use a busca.
it: Ops: La pagina richiesta è stata spostata.
ca: Ho sentim: La pàgina que busqueu ha canviat de lloc.
nl: Helaas: De pagina die je zoekt is verplaatst.
sv: Hoppsan: Sidan du letar efter har flyttats.
da: Beklager: Vi kunne ikke finde siden.
no: Beklager: Vi fant ikke siden. Prøv et søk.
is: Villa: Síðan fannst ekki.
fi: Hups: Etsimääsi sivua ei ole tai se on siirretty.
et: Viga: Otsitud lehekülge ei ole.
lv: Kļūda: Meklētā lapa ir pārvietota.
lt: Klaida: Tokio puslapio nėra.
pl: Ups: Strona, której szukasz, została przeniesiona.
cs: Chyba: Hledaná stránka byla přesunuta.
sk: Chyba: Stránka, ktorú hľadáte, bola presunutá.
sl: Napaka: Strani ni mogoče najti.
hr: Greška: Stranica koju tražite je premještena.
sr: Грешка: Страница коју тражите је премештена.
mk: Грешка: Страницата што ја барате е преместена.
bg: Грешка: Търсената от Вас страница е преместена.
ro: Eroare: Pagina pe care o căutați a fost mutată.
hu: Hiba: A keresett oldal máshová került.
sq: Gabim: Faqja që po kërkoni është zhvendosur.
el: Σφάλμα: Η σελίδα που αναζητάτε έχει μετακινηθεί.
ru: Ошибка: Запрошенная вами страница перенесена.
uk: Помилка: Такої сторінки немає.
be: Памылка: Такой старонкі няма.
ka: შეცდომა: მოთხოვნილი გვერდი გადატანილია.
hy: Սխալ: Ձեր փնտրած էջը տեղափոխվել է։
az: Xəta: Axtardığınız səhifə köçürülüb.
kk: Қате: Сіз іздеген бет көшірілді.
tr: Hata: Aradığınız sayfa taşınmış olabilir.
ar: عذرا: الصفحة التي تبحث عنها تم نقلها.
he: אופס: העמוד שחיפשת הוסר.
fa: خطا: صفحه‌ای که به دنبال آن هستید جابه‌جا شده است.
ur: معذرت: مطلوبہ صفحہ ہٹا دیا گیا ہے۔
hi: क्षमा करें: आप जिस पेज को खोज रहे हैं वह हटा दिया गया है।
bn: দুঃখিত: পাতাটি পাওয়া যায়নি।
ta: மன்னிக்கவும்: நீங்கள் தேடும் பக்கம் நீக்கப்பட்டது.
te: క్షమించండి: మీరు వెతుకుతున్న పేజీ తొలగించబడింది.
th: ขออภัย: หน้าที่คุณกำลังค้นหาถูกย้ายแล้ว
vi: Xin lỗi: Trang bạn đang tìm đã bị xóa.
id: Maaf: Halaman yang Anda cari sudah dipindahkan.
ms: Maaf: Halaman tidak dijumpai.
sw: Samahani: Ukurasa haukupatikana.
am: ይቅርታ: ገጹ አልተገኘም።
zh: 抱歉: 您访问的页面已被删除。
zh: 抱歉: 您所尋找的頁面已經移動。
ja: エラー: 指定されたページは移動した可能性があります。
ja: お知らせ: この記事は掲載を終了しました。
ko: 안내: 요청하신 페이지가 삭제되었습니다.
""".strip().splitlines()

PAGE = """<html lang="{lang}"><head><title>{title} - The Gazette</title></head><body><header><a href="/">The Gazette</a>
<nav><a href="/world">World</a> <a href="/sport">Sport</a></nav></header><main><h1>{title}</h1><p>{text}</p></main>
<footer>The Gazette newsroom</footer></body></html>"""

NEWS = [
    ("en", "City website answers with error pages", "Visitors of the site met empty pages on Monday"),
    ("en", "Missing page of a 13th century prayer book turns up in an attic", "The page was cut out in 1871"),
    ("es", "La página que busca familias cumple diez años", "La página que busca familias nació en 2031"),
    ("pt", "A página que procura donos para gatos", "A página que procura donos para gatos começou num bairro"),
    ("ru", "Страница удалена из учебника", "Страница удалена из учебника по решению министерства"),
    ("ru", "Статья удалена из кодекса", "Статья удалена из кодекса голосами большинства"),
    ("th", "หน้าที่ท่านผู้ว่าฯ", "หน้าที่ท่านผู้ว่าฯ คือดูแลเมือง"),
    ("zh", "该文章已被翻译成五种语言", "该文章已被翻译成五种语言，并在海外发表。"),
    ("de", "Vermisste Seite aus dem Stadtbuch entdeckt", "Die vermisste Seite lag in einem Koffer"),
    ("fr", "La page arrachée du registre retrouvée", "La page arrachée en 1790 dormait dans un grenier"),
]  # fmt: skip


@pytest.mark.parametrize("row", MISSING)
def test_a_page_that_says_there_is_nothing_is_no_article(row: str, read: Any) -> None:
    lang, title, text = (part.strip() for part in row.split(":", 2))
    said = read(PAGE.format(lang=lang, title=escape(title), text=escape(text)), url=URL)
    assert isinstance(said, Rejection), said
    assert said.reason is Reason.ERROR_PAGE


@pytest.mark.parametrize(("lang", "title", "start"), NEWS, ids=[title for _, title, _ in NEWS])
def test_a_flash_about_pages_is_news(lang: str, title: str, start: str, read: Any) -> None:
    text = f"{start}, and the mayor of the town spoke of it on the radio, as the agency wrote in the evening."
    assert isinstance(read(PAGE.format(lang=lang, title=title, text=text), url=URL), Article)


def test_a_wording_stands_in_its_table_once() -> None:
    wordings = ERROR_SIGNS.wordings()
    assert len(set(wordings)) == len(wordings)
