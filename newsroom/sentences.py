"""The sentences of an article, by the part they play. Slots in braces are filled by ``prose``.

Between two slots stand at most four fixed words, so five words in a row always hold a choice.
"""

from __future__ import annotations

from newsroom.words import phrases

HEADLINES = (
    "{town} {body} {decides} {project} after {cause}",
    "{decision} for {town} {project} as {group} await {adj} {items}",
    "{town} {role} calls {project} ‘{adj}’ despite {cause}",
    "{num3} {group} and {num2} {items}: the {town} {project} explained",
    "{cause} puts {project} in {town} on {adj} footing",
    "{town} {group} say {project} lacks {abstract}, {items}",
    "{body} weighs {adj} {items} for {project} between {town} and {town2}",
    "How {cause} left {town} with {num2} {items} and no {project}",
    "{town2} and {town} quarrel over {project}, {num3} {items}",
    "{role} {surname} quits {town} {body} in {project} row over {items}",
    "{adj} {weather} delays {project} near {town}, {group} told",
    "‘{abstract} and {items}’: {group} in {town} greet {adj} {project}",
)

LEADS = (
    "The {town} {body} {decided} the {project} on {day}, {num2} days after {cause} had left {num4} {group} {state}.",
    "{cause} in {town} has {decided} the {project}, and {num4} {group} were told on {day} to expect {need} instead.",
    "{num4} {group} in {town} learned on {day} that the {project} will go ahead with {need}, {body_said}.",
    "A {adj} {paper} of {num2} pages, {decided} by the {town} {body} on {day}, has put the {project} {state_it}.",
    "Plans for the {project} in {town} were {decided} on {day} when {cause} emptied {place} of {num3} {group}.",
    "{role} {chief} surprised {group} in {town} and {decided} the {project}, citing {cause} and {num2} {adj} {items}.",
    "It took {num2} hours, {num3} {items} and {cause}, but on {day} {town} {decided} its {project} at last.",
    "The {project} that {town} had promised {num4} {group} was {decided} on {day} over {cause} and {adj} {items}.",
)

STATEMENTS = (
    "“{claim},” {said} {chief}, the {role} who {past_deed} {purpose}.",
    "“{claim},” {said} {surname}.",
    "“{claim}, and {claim2},” {surname} {said} {scene_at}.",
    "{surname}, who {past_deed} in {year}, {said} that {claim2}.",
    "Asked about {cause}, {surname} {adv} {said} that {claim2}, though {claim2}.",
    "Pressed by {group} in {town2}, the {role} {said}: “{claim}.”",
    "“{claim}; {claim2},” reads the {paper} that {surname} sent to {num2} {group} {purpose}.",
    "{chief} {adv} thanked {group} for their {abstract} and {said} that {claim2}.",
    "In a {adj} {paper}, {surname} {said} {num2} {items} would need {way_ing} {purpose}.",
)

FIGURES = (
    "The {paper} counts {num4} {items}, {num2} per cent more than in {year}, and {num3} {group} {way}.",
    "Of {num4} {items} promised to {town}, only {num3} had reached {place} {purpose}.",
    "It will cost {money}, of which {town2} pays {num2} per cent {way}.",
    "Last {season} alone, {num3} {group} {deed} {num2} {items} {way}.",
    "{num2} of {num3} {items} failed {adv} in {month}, when {weather} reached {place}.",
    "Spending on {items} went from {money} to {money2} {purpose}.",
    "By {month} the {short} owed {money} to {group} in {town2} and {town3}.",
    "A {adj} count at {place} found {num3} {items}, not the {num4} that {group} had {adv} reported.",
    "Every {season}, {num2} {places} send {num3} {group} to {town} {way}.",
    "Some {num4} {group} signed the {paper}; {num2} later withdrew, blaming {cause}.",
    "Prices of {items} fell {num2} per cent {purpose}, {group} in {town3} {group_said}.",
)

BACKGROUND = (
    "The {project} dates from {year}, when {cause} closed {place} for {num2} weeks.",
    "{town} tried something {adj} in {year}: {num2} {items}, {adj2} {abstract} and no {paper}.",
    "For years {group} had {deed} {items} {way}.",
    "An earlier {paper}, {decided} in {month} {year}, relied {adv} on {items} from {town3}.",
    "Neighbouring {town2} {decided} its own {items} in {year} after {cause}, {way}.",
    "Until {cause}, few {group} in {town} had thought {adv} about {items}.",
    "{critic}, once a {role2} in {town3}, {past_deed} when {cause} struck {place}.",
    "The {short} was founded in {year} to give {group} {need}, {adv} at first.",
    "Between {month} and {month2} {year}, {num2} {items} vanished from {place}; {group} blamed {abstract}.",
    "Older {group} still compare it to {year}, a {season} of {weather} and {adj} {items}.",
    "What began {purpose} as {need} became, after {cause}, a {adj} test of {abstract}.",
)

REACTIONS = (
    "{critic}, a {role2} who speaks for {num3} {group}, called it {adj}, {adj2} and “short of {abstract}”.",
    "Not all {group} agree: in {town2}, {num2} of them {deed} {items} {purpose}.",
    "“{claim},” {said} {critic}, {role2} in {town2}.",
    "{surname2} {said} {group} deserved {need}, not {adj} {abstract} {way}.",
    "Outside {place}, {group} {deed} {items} and {adv} read the {paper} aloud.",
    "The {body2} in {town3} {adv} welcomed {need} but feared {cause}.",
    "“{claim2},” {surname2} {said} {purpose}, pointing at {items}.",
    "To {group}, {surname2} {said}, {items} mean {abstract}; to the {short}, {abstract2}.",
    "Rival {group} offered {num2} {items} {way}, which {surname2} {adv} declined.",
    "A {role2} from {town3} {past_deed} {way} and left {adv}.",
)

SCENERY = (
    "There was {scene} on {day}, and {scene}.",
    "By {day2} evening {scene} had given way to {scene}.",
    "{group} arrived {adv}, past {scene}, carrying {items}.",
    "Inside, {num2} {group} sorted {items} {way}.",
    "A {role2} {adv} swept {items} from {place}; someone hummed.",
    "Nobody mentioned {cause}, but {scene} said enough.",
    "On {day2} the {colour} doors of {place} stayed shut until {group} {deed} {items}.",
)

OUTLOOK = (
    "A {adj} hearing follows in {month}, {purpose}, with {need} on the table.",
    "Unless {group} find {need}, the {project} will wait {purpose}.",
    "The {short} meets {group} from {town3} on {day2} {way}.",
    "If {cause} returns, {surname} {said}, {items} will be {decided} {way}.",
    "{num2} {items} are due at {place} {purpose}; {num3} more depend on {abstract}.",
    "Next {season}, {town} hopes for {need} and {adj} {abstract}.",
    "For now {group} keep {items} at {place} and hope for {need}.",
    "Whether {town2} follows will be {decided} in {month}, {group} {group_said}.",
)

CAPTIONS = (
    "{scene} in {town}, {month} {year}. (Photo: {photographer})",
    "{group} with {items} near {place} in {town2}. (Photo: {photographer})",
    "{role} {chief} at {place}, {town}, in {adj} {weather}. (Photo: {photographer})",
    "{items} await {group} outside {place}, {town3}. (Photo: {photographer})",
)

SUMMARIES = (
    "{group} in {town} wait for {need} after {cause}.",
    "The {short} and {num4} {group} disagree over {items}.",
    "{cause} changed more than {num2} {items} in {town}.",
    "What {adj} {items} mean for {group} between {town} and {town2}.",
)

CLAIMS = (
    "we would rather be {adj} than {adj2}",
    "nobody asked {group} about {items} {purpose}",
    "{items} without {abstract} are just {items2}",
    "I have seen {adj} {items} ruin {adj2} {group}",
    "give {group} {need} and they will manage {way}",
    "our {items} were {adj}, our {abstract} was {adj2}",
    "you cannot run {place} on {abstract} and {adj} {items}",
    "{cause} taught us {abstract}, nothing {adj}",
    "{num2} {items} is {adj}, {num3} is a different {paper}",
    "every {paper} needs {abstract}, and {need}",
    "{town} wants {items}, {town2} wants {abstract}",
    "{group} will judge the {project} {way}",
    "what {town} lacks is {abstract} and {need}",
    "I {adv} counted {num2} {items} and stopped",
    "the {paper} was {adj} because {group} were {adj2}",
)

SUBCLAIMS = (
    "{items} seldom survive {cause} {way}",
    "{group} should expect {need} {purpose}",
    "{town2} had {abstract} where {town} had {items}",
    "the {short} {adv} {decided} {num2} {items}",
    "{abstract} matters less than {items} {purpose}",
    "nothing {adj} would happen to {items}",
    "a {adj} {paper} beats {num2} {adj2} {items}",
    "{num3} {group} could {adv} share {items}",
    "{place} needs {need} {purpose}",
    "{group} were {adj} and {items} {adj2}",
)

DECIDES = phrases("backs|delays|halts|revives|questions|approves|rejects|trims|extends|defends|rewrites|freezes")
DECIDED = phrases(
    "backed|delayed|halted|revived|questioned|approved|rejected|trimmed|extended|defended|shelved|reopened|postponed"
)
DECISIONS = phrases("Delay|New hope|Second chance|Setback|Fresh scrutiny|Reprieve|Cautious yes|Hard choices")
DEEDS = phrases(
    "counted|repaired|traded|stored|borrowed|painted|guarded|hid|measured|inspected|carried|sold|collected|sorted"
    "|lost|rented|weighed|polished|returned|mocked"
)
STATES = phrases(
    "without {items} {purpose}|short of {abstract}|waiting for {need}|{adv} divided over {items}"
    "|dependent on {adj} {items}|stranded near {place}|queuing for {items}"
)
STATES_IT = phrases(
    "back before {group}|in {adj} doubt|ahead of {items}|under {adj} review {purpose}|on {adj} ground"
    "|beyond {abstract}|in reach of {town2}"
)
PAST_DEEDS = phrases(
    "ran {place}|{adv} resigned over {items}|lost {num2} {items}|trained {group}|wrote a {adj} {paper}"
    "|spent {num2} weeks in {town3}|negotiated {need}|represented {num3} {group}|mislaid a {paper}"
    "|{deed} {items} {way}"
)
BODY_SAID = phrases(
    "the {short} {said}|according to a {adj} {paper}|{surname} {said} {scene_at}|a {role} {adv} confirmed"
)
SCENE_ATS = phrases("at {place}|beside {items}|in {weather}|near {place} on {day2}|after {weather} and {cause}")
WAYS_ING = phrases("fixing|replacing|counting|selling|repainting|moving|insuring|testing|{adv} rethinking")
GROUP_SAID = phrases("say|believe|suspect|report|fear|predict|complain|hope")
