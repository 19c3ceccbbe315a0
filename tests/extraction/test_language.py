"""A page that names no language has the one that its text is written in, or none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.fields.language import detect_language
from tests.desk.texts_in_scripts import PAIRS

CODES = {"Chinese": "zh", "Japanese": "ja", "Thai": "th", "Lao": "lo", "Khmer": "km", "Burmese": "my", "Arabic": "ar",
         "Persian": "fa", "Hebrew": "he", "Hindi": "hi"}  # fmt: skip
LINES = {
    "en": "The council of the port said on Friday that the boats to the islands would run again from Tuesday.",
    "de": "Der Rat des Hafens teilte am Freitag mit, dass die Boote zu den Inseln von Dienstag an wieder fahren und das"
    " letzte Schiff nicht ausfällt.",
    "fr": "Le conseil du port a annoncé vendredi que les bateaux pour les îles repartiraient dès mardi et que"
    " le dernier ne serait pas supprimé.",
    "es": "El consejo del puerto dijo el viernes que los barcos para las islas volverán a salir desde el martes y que"
    " no se suprime el último.",
    "pt": "O conselho do porto disse na sexta que os barcos para as ilhas voltam a sair na terça e que o último não foi"
    " suprimido.",
    "it": "Il consiglio del porto ha detto venerdì che le navi per le isole ripartono da martedì e che non è stata"
    " soppressa l’ultima corsa della sera.",
    "nl": "De raad van de haven zei vrijdag dat de boten naar de eilanden vanaf dinsdag weer varen en dat het laatste"
    " schip niet vervalt.",
    "sv": "Hamnens råd sade på fredagen att båtarna till öarna går igen från tisdag och att det inte är den sista som"
    " ställs in.",
    "da": "Havnens råd sagde fredag, at bådene til øerne sejler igen fra tirsdag, og at det ikke er den sidste, som"
    " bliver aflyst efter stormen.",
    "pl": "Rada portu ogłosiła w piątek, że łodzie na wyspy od wtorku znów popłyną i że ostatni rejs nie jest odwołany"
    " przez burzę.",
    "tr": "Liman kurulu cuma günü adalara giden vapurların salıdan itibaren yeniden başlayacağını ve son seferin de bu"
    " hafta için daha geç olacağını söyledi.",
    "id": "Dewan pelabuhan mengatakan pada Jumat bahwa kapal dari kota itu dan pulau akan berlayar lagi, dengan tiket"
    " yang sama untuk semua.",
    "vi": "Hội đồng cảng cho biết hôm thứ sáu các tàu ra đảo sẽ chạy lại và hành khách không phải trả tiền cho một vé"
    " đã mua của hãng.",
    "ru": "Совет гавани сообщил в пятницу, что лодки на острова снова пойдут со вторника и что последний не отменён.",
    "uk": "Рада гавані повідомила у п’ятницю, що човни на острови знову підуть з вівторка і що останній рейс не"
    " скасовано, як це було.",
    "el": "Το συμβούλιο του λιμανιού είπε την Παρασκευή ότι τα πλοία ξεκινούν πάλι.",
    "ko": "항만 의회는 금요일 배가 다시 다닌다고 밝혔다.",
}


@pytest.mark.parametrize("language", CODES)
def test_a_script_or_its_commonest_words_tell_the_language(language: str) -> None:
    for told in PAIRS[language]:
        assert detect_language("\n".join(told)) == CODES[language]


@pytest.mark.parametrize("code", LINES)
def test_one_sentence_is_enough(code: str) -> None:
    assert detect_language(LINES[code]) == code


@pytest.mark.parametrize(
    "text", ["", "2026", "Hamilton 1:32.4 Russell 1:32.6 Sainz 1:33.0", "Foo bar baz qux", "☂ ☃ ♞"]
)
def test_a_text_that_says_too_little_has_no_language(text: str) -> None:
    assert detect_language(text) is None


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    assert detect_language(text) == detect_language(text)


def test_a_page_says_its_language_or_its_source_or_its_text(article: Any) -> None:
    html = f"<body><h1>Hafen</h1><p>{LINES['de']}</p></body></html>"
    assert article(f'<html lang="fr">{html}').language == "fr"
    assert article(f"<html>{html}", language="nl").language == "nl"
    assert article(f"<html>{html}").language == "de"
