"""The language of a text, told by its script and, where several languages share one, by its commonest words.

Small on purpose: it is asked only of pages that name no language, whose source names none either. A text that it is not
sure of has no language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from crawler.canonical.scripts import words_of

SAMPLE = 2_000
"""Characters looked at: about 300 words, of which a third are among the commonest."""

LEAST_WORDS = 3
LEAST_SHARE = 0.05
"""Words that must be a language's own commonest: so many different ones, and such a share of all; news has .2."""

_SCRIPTS = (
    # First character of each block (Unicode 15, Blocks.txt), and the script, or the language that alone writes it.
    (0x0041, "Latin"), (0x0370, "el"), (0x0400, "Cyrillic"), (0x0530, "hy"), (0x0590, "he"), (0x0600, "Arabic"),
    (0x0700, ""), (0x0750, "Arabic"), (0x0780, "dv"), (0x07C0, ""), (0x08A0, "Arabic"), (0x0900, "Devanagari"),
    (0x0980, "bn"), (0x0A00, "pa"), (0x0A80, "gu"), (0x0B00, "or"), (0x0B80, "ta"), (0x0C00, "te"), (0x0C80, "kn"),
    (0x0D00, "ml"), (0x0D80, "si"), (0x0E00, "th"), (0x0E80, "lo"), (0x0F00, "bo"), (0x1000, "my"), (0x10A0, "ka"),
    (0x1100, "ko"), (0x1200, "Ethiopic"), (0x13A0, ""), (0x1780, "km"), (0x1800, ""), (0x1E00, "Latin"),
    (0x1F00, "el"), (0x2000, ""), (0x3040, "ja"), (0x3130, "ko"), (0x3190, ""), (0x3400, "zh"), (0xA000, ""),
    (0xAC00, "ko"), (0xD7B0, ""), (0xF900, "zh"), (0xFB00, ""), (0xFB50, "Arabic"), (0xFE00, ""), (0x20000, "zh"),
)  # fmt: skip
_STARTS = [start for start, _ in _SCRIPTS]

LEAST_KANA = 0.1
"""Share of kana from which a text with Chinese characters is Japanese: news in Japanese has a half."""

_COMMONEST = """
en: the and of to in is that for with was on as by from at have
de: der die das und ist nicht mit den von sich auf ein eine für dem auch
fr: le la les des et est une dans pour que qui sur pas avec du au
es: el los las que y una del para con por es se en como más ha
pt: o os as que não uma do da em para com por dos foi mais ao
it: il che di è non per una del con gli della sono nel ha più anche
ca: el els les que i una del per amb és no més aquest ha
ro: și de la în nu că o din pe cu care este mai pentru au
nl: de het een en van is dat niet op met voor zijn aan ook
af: die en het van is nie op met vir hy wat sy deur
sv: och att det som är en på för av med den inte har till
da: og at det er en af på til for med ikke som har blev efter sig siger mod nu
no: og at det er en av på til for med ikke som har ble etter seg sier mot nå
fi: ja on ei se että oli mutta hän joka myös ovat sekä
et: ja on ei et see oli ka mis kui oma aga
lv: un ir ka ar par no kas arī tika bet uz
lt: ir kad yra su iš bet buvo tai dėl apie kaip
pl: i w na nie się z do że to jest przez jak oraz od
cs: a se na je v že to s z do by jako ale které
sk: a sa na je v že to s z do by ako ale ktoré
hr: i je u da na se za su od koji što kako biti
sl: in je v da na se za so od ki bi tudi pa
hu: a az és hogy nem is egy van meg volt már
sq: e të në dhe për një me që nga është më
tr: ve bir bu da de için ile olarak daha olan çok dedi
az: və bir bu da də üçün ilə olan daha edib
id: yang dan di ini itu dengan untuk dari pada tidak akan
ms: yang dan di ini itu dengan untuk bahawa telah kepada oleh
tl: ang ng sa na mga at ay si para ito
vi: và của là có không được cho trong một các đã
sw: ya na wa kwa ni katika za la kuwa hiyo
so: oo ka ku iyo in ay waa uu la soo
eu: eta da ez du zen izan baina ere dute
ga: an agus na ar go le is sa bhí
cy: y yn yr a i o mae ar wedi bod
is: og að í á er sem það til við um
ru: и в не на что с по как это из его о
uk: і в не на що з та як це від його у
be: і ў не на што з як гэта для яго
bg: и на се да от за не са с като че
mk: и на да се во од за не со дека
sr: и је у да на се за су од који
kk: және бір бұл да де үшін мен бойынша болып
ar: من في على أن إلى التي عن مع هذا قال
fa: و در به از که این را با است برای می
ur: اور کے میں کی ہے سے کو کا نے پر
ps: او په د چې کې دي یې ته له
ku: لە و بۆ کە بە ئەو لەسەر ئەم
hi: के में है की से को का ने और पर
mr: आहे आणि या ने ही तर हे केली
ne: छ र को मा लागि पनि भएको गर्न
am: ነው እና ላይ ውስጥ የ ግን ነበር
ti: ኣብ እዩ ናይ ከም ድማ እቲ
"""
_WORDS = {
    code: frozenset(word for spelt in words.split() for word in words_of(spelt))
    for code, _, words in (row.partition(":") for row in _COMMONEST.strip().splitlines())
}
_SHARED = {
    "Cyrillic": ("ru", "uk", "be", "bg", "mk", "sr", "kk"),
    "Arabic": ("ar", "fa", "ur", "ps", "ku"),
    "Devanagari": ("hi", "mr", "ne"),
    "Ethiopic": ("am", "ti"),
}
_SHARED["Latin"] = tuple(code for code in _WORDS if not any(code in codes for codes in _SHARED.values()))
_LETTERS = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code, or None. Pure; under a millisecond.

    >>> detect_language("The boats to the islands will run again on Tuesday, said the council of the port.")
    'en'
    >>> detect_language("渡船下周二恢复航行"), detect_language("船は火曜日から再び出る"), detect_language("Ok 123")
    ('zh', 'ja', None)
    """
    sample = text[:SAMPLE]
    scripts: Counter[str] = Counter()
    for letter, number in Counter(_LETTERS.findall(sample)).items():
        scripts[_SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1][1]] += number
    if not scripts:
        return None
    if scripts["ja"] >= LEAST_KANA * (scripts["ja"] + scripts["zh"]) > 0:
        scripts["ja"] += scripts.pop("zh", 0)
    script, letters = scripts.most_common(1)[0]
    if 2 * letters <= scripts.total():
        return None
    return _by_words(sample, _SHARED[script]) if script in _SHARED else script or None


def _by_words(sample: str, codes: tuple[str, ...]) -> str | None:
    words = Counter(words_of(sample))
    hits = {code: sum(words[word] for word in _WORDS[code].intersection(words)) for code in codes}
    first, second = sorted(codes, key=lambda code: -hits[code])[:2]
    if hits[first] == hits[second] or hits[first] < LEAST_SHARE * words.total():
        return None
    return first if len(_WORDS[first].intersection(words)) >= LEAST_WORDS else None
