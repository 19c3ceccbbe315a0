"""Word tables every section shares: invented names, people, numbers' nouns, turns of phrase.

All names of towns, people and bodies are invented. A phrase may hold slots in braces (see ``prose``). No run of
fixed words is longer than four, so that two articles seldom share five words in a row.
"""

from __future__ import annotations


def phrases(table: str) -> tuple[str, ...]:
    """Split a table written with bars and line ends.

    >>> phrases("one | two words | three")
    ('one', 'two words', 'three')
    """
    return tuple(" ".join(cell.split()) for cell in table.split("|") if cell.strip())


TOWN_STARTS = phrases(
    """Mar | Hol | Quen | Tarn | Vel | Brix | Ash | Cor | Dun | El | Fal | Gran | Hex | Is | Jar | Kel | Lor
    | Mil | Nor | Os | Pen | Ral | Sel | Thorn | Ulver | Wex | Yar | Zel | Bram | Cald"""
)
TOWN_ENDS = phrases(
    """wick | stead | holm | moor | haven | ford | dale | mouth | ness | field | cross | low | barrow | gate
    | leigh | ton | combe | bridge | water | minster"""
)
FIRST_NAMES = phrases(
    """Ada | Bruno | Celia | Dario | Edda | Felix | Greta | Henrik | Ines | Jonas | Katya | Leon | Mira | Nils
    | Olga | Pavel | Quentin | Rosa | Stefan | Tilda | Ugo | Vera | Walter | Xenia | Yusuf | Zora | Amir
    | Bianca | Cyril | Dalia | Emil | Farah | Gustav | Hana | Ivo | Jana | Karim | Lucia | Milos | Nadia"""
)
SURNAMES = phrases(
    """Abernod | Baskern | Corvell | Dravic | Estermont | Fairlow | Galdane | Hovric | Ivarsen | Jelinor
    | Kestrin | Lomarch | Mendrel | Nordahl | Ostrava | Pellworth | Quarry | Rasmund | Solberin | Tavener
    | Ulmark | Vantreight | Wolmer | Xandrou | Yelding | Zabrin | Ambrel | Brenholt | Castelow | Dunmarrow
    | Ekwall | Fenwright | Grieve | Haldern | Ingelow | Jurado | Korvath | Lindmoor | Marchetti | Nyberg
    | Okonwe | Petrossi | Roskell | Sandemar | Thessal | Underhay | Verlaine | Wintrop | Yarrow | Zeller"""
)
DAYS = phrases("Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday")
MONTHS = phrases("January | February | March | April | May | June | July | August | September | October | November")
ADJECTIVES = phrases(
    """patient | careless | costly | modest | fragile | stubborn | overdue | cautious | generous | hasty | quiet
    | public | sensible | lopsided | thorough | brave | clumsy | ordinary | delicate | expensive | practical
    | gloomy | rough | tidy | narrow | earnest | muddled | robust | timid | abrupt | sober | rare | uneven
    | workable | brittle | awkward | decent | shallow | vivid | stale | lasting | improvised | gradual | blunt"""
)
ADVERBS = phrases(
    """quietly | openly | reluctantly | twice | privately | abruptly | repeatedly | politely | cautiously
    | hurriedly | eventually | formally | briefly | partly | grudgingly | promptly | calmly | loudly | formerly
    | gladly | narrowly | knowingly | slowly | wrongly"""
)
SAID = phrases(
    """said | noted | argued | explained | insisted | recalled | conceded | warned | remarked | replied | admitted
    | maintained | told visitors | told reporters | wrote later | observed | concluded | shrugged"""
)
ABSTRACTS = phrases(
    """patience | trust | memory | caution | arithmetic | goodwill | luck | discipline | habit | candour | thrift
    | pride | routine | courage | doubt | timing | ambition | loyalty | confusion | momentum | relief | fatigue
    | curiosity | impatience | humour | pressure | silence | evidence | gossip | paperwork | rivalry | hindsight"""
)
PURPOSES = phrases(
    """before the {season} {gathering} | ahead of {month} | without {abstract} or {abstract} | under {adj} conditions
    | in {num2} separate {places} | after {num2} weeks of {abstract} | with {adj} {abstract} | by late {month}
    | during {adj} weather | across {town2} and {town3} | against {adj} advice | at {adj} expense
    | for {num2} {adj} months | on {adj} terms | between {month} and {month} | from {town2} to {town3}"""
)
SEASONS = phrases("spring | summer | autumn | winter | harvest | holiday | monsoon | carnival")
GATHERINGS = phrases(
    """session | fair | review | hearing | rush | congress | assembly | vote | audit | festival | regatta | summit
    | inspection | market | parade | retreat"""
)
PLACE_PLURALS = phrases(
    """districts | parishes | villages | streets | provinces | suburbs | valleys | wards | islands | counties
    | boroughs | hamlets | neighbourhoods | cantons"""
)
PAPERS = phrases(
    """memorandum | ledger | questionnaire | appendix | survey | letter | draft | timetable | contract | petition
    | annex | briefing | transcript | diary | circular | inventory | leaflet | affidavit | map | dossier"""
)
CURRENCIES = phrases("crowns | marks | florins | talers | guilders | ducats")
WAYS = phrases(
    """by {adv} sharing {items} | without {abstract} | through {adj} bargaining | with {num2} volunteers
    | despite {abstract} | on {adj} evidence | over {num2} evenings | with borrowed {items} | from {town2}
    | near {place} | beyond {month} | under {surname2}’s supervision | by {adj} instalments | for {adj} {group}"""
)
NEEDS = phrases(
    """more {items} | fewer {items} | {adj} {items} | a {adj} {paper} | {num2} {items} | some {abstract}
    | steady {abstract} | one {adj} {paper} | {adj} {group} | cheaper {items} | less {abstract}
    | a second {paper} | {num3} {items} | better {items}"""
)
COLOURS = phrases("grey | ochre | crimson | navy | pale green | chalk-white | rust-red | amber | violet | copper")
WEATHER = phrases("drizzle | fog | sleet | sunshine | hail | haze | thunder | frost | gusts | dusk | heat | snowmelt")
SCENES = phrases(
    """{weather} at {place} | the {colour} {items} stacked beside {place} | {num2} {group} waiting in {weather}
    | a {colour} van parked near {place} | handwritten {paper} copies pinned above {place}
    | the smell of coffee around {place} | {adj} chatter among {group} | a row of {colour} umbrellas"""
)
