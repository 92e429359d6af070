"""The words around a company's name in English, as patterns over folded text.

To teach recognition a new word, add it here and run the evaluation (`python -m evaluation`).
"""

from __future__ import annotations

from typing import Final

_CHANGES: Final = (
    r"(?:books|doubles|fails|flags|guides|logs|lowers|maintains|narrows|pulls|records|swings|tops"
    r"|turns|widens"
    r"|withdraws)"
)
_FIGURES: Final = (
    r"(?:dividends?|buyback|forecasts?|outlook|guidance|profits?|loss(?:es)?|sales|margins?"
    r"|revenues?"
    r"|estimates|expectations|layoffs|trials?|approval|stake|contracts?|lawsuit|ipo|offering|jobs)"
)
"""What a company does to its figures, which alone may be a noun as well: records, flags."""

_ACTS_NOW: Final = (
    "acknowledges|adopts|agrees|aims|apologi[sz]es|appeals|approves|asks|assures|becomes|begins"
    "|bets|blames|breaches|brings|buys|chooses"
    "|commits|contests|creates|defends|develops|discloses|disputes|downplays|eliminates|enlists"
    "|enters|expands|extends|fills|fires|gets|goes|grabs|grows|halves|hands|introduces|invests"
    "|issues|joins"
    "|keeps|lets|licenses|loses|makes|opens|operates|overtakes|owes|partners|pauses|pays|pitches"
    "|prepares"
    "|preps|proposes|pursues|pushes|puts|receives|reduces|refuses|renews|replaces|resolves|resumes"
    "|revives|seeks|sells|sends|serves|shrinks|snags|spends|splits|starts|stops|strikes|strips"
    "|takes|tells|tests|tries"
    "|turns|urges|wants|widens|wraps"
)
"""What a company does now, in words that are hardly anything but verbs behind a name."""
ACT: Final = (
    "halve|slow|waive|book|log|flag|guide|post|prepare|pledge|plan|agree|compete|cooperate"
    "|team up|vie|say|warn|lobby"
    "|scramble|race|rush|weigh|consider|abandon|cancel|sign|win|lose|miss|beat|top|see|expect|"
    "acquire|add|allow|appeal|appoint|ban|begin|boost|bring|build|buy|charge|close|combine|cut"
    "|debut"
    "|deliver|deploy|develop|digest|ditch|double|drop|end|exit|expand|explore|extend|face|give|grow"
    "|halt|hike|hire|hold|idle|integrate|introduce|invest|issue|join|keep|launch|lay|license"
    "|limit|list"
    "|lower|make|market|merge|move|offer|open|outsource|partner|pause|pay|phase|pilot|pull|raise"
    "|recall|reduce|refund|relocate|reopen|replace|report|restart|restore|resume|return|review|roll"
    "|scrap|seek|sell|settle|shift|shut|slash|sponsor|spend|spin|split|start|stop|supply|take"
    "|test|trim"
    "|triple|unveil|use|withdraw"
)
"""What companies do, and a company is to do."""

MOVE: Final = (
    "rise|fall|jump|surge|soar|drop|slide|slump|plunge|gain|climb|tumble|slip|sink|rally|advance"
    "|retreat|ease|rebound"
)
"""What shares do."""

AFTER: Final = (
    r"(?:shares?|stock|stocks|said|says|reported|reports|announced|announces|unveiled|unveils|"
    r"launches|launched|inc|corp|cos?\.|cos|ltd|"
    r"plc|holdings|group|ceo|cfo|chief|earnings|revenue|profits?|results|guidance|"
    r"executives?|investors?|shareholders?|parent|owner|takeover|buyout|merger|bid|"
    r"buys|sells|idles|ousts|outpaces|shuts|ditches|axes|nabs|woos|poaches|overhauls|braces?|"
    r"beat|beats|missed|misses|lifts|slashes|(?:raise[sd]|cuts?)(?! (?:to|by|from) )|"
    r"(?:boosts|completes|debuts|eyes|hikes|inks|mulls|nears|pledges|reaffirms"
    r"|reinstates|scraps|secures|shutters|suspends|touts|trims|unveils|vows|weighs|rolls out"
    r"|teams up|snaps up)|"
    r"(?:abandon|cancel|consider|explore|overtake|rebuff|redesign|reject|relaunch|restructure"
    r"|retain"
    r"|revamp|sign|spurn|tap)(?:s|e?d|led|ned|ped)|"
    rf"{_CHANGES} (?:(?!(?:of|in|for|at|by|from|and|as) )[a-z-]+,? ){{0,5}}?{_FIGURES}|"
    rf"{_ACTS_NOW}|(?:to|will) (?:{ACT})|"
    r"(?:plans|agreed|agrees|expects|expected|forecasts?|sees|warns|warned|posted|"
    r"posts|acquires|acquired|wins|won|sues|sued|faces|settles|hires|names|appoints|recalls|"
    r"delays|halts|confirms|denies|declines|declined))\b"
)
"""What follows a company's name."""

MOVES_AFTER: Final = (
    r"(?:rose|rises|fell|falls|jump(?:ed|s)|surge[sd]|soar(?:ed|s)|drop(?:ped|s)|slid|slides|"
    r"slump(?:ed|s)|plunge[sd]|gain(?:ed|s)|climb(?:ed|s)|tumble[sd]|slip(?:ped|s)|edge[sd]|"
    r"(?:lost|loses|shed|sheds|added|adds|closed|ended|finished|opened) [\d.]+%?|rall(?:ied|ies)|"
    r"retreat(?:ed|s)|ease[sd]|sank|sinks|advance[sd]|rebound(?:ed|s)|(?:up|down|off) [\d.]+%?"
    r"|(?:[+-]?[\d.]+%(?=[,.;:]| (?:and|on|after|to|at)\b|$)))(?:\b|(?<=%))"
)
"""What a share does, and an index."""

MILD_AFTER: Final = r"(?:will|has|had|is|was|and|plans|would|may|could|can|also)\b"
"""What follows a company's name as often as other things' names."""

PAST: Final = (
    "began|bought|brought|built|chose|cut|drew|fought|found|gave|got|grew|held|hit|kept|laid|led|"
    "left|lost|made|met|outbid|overtook|paid|put|ran|saw|sent|set|shut|sold|sought|spent|spun|"
    "struck|swung|took|told|went|withdrew|won"
)
_VERB: Final = (
    rf"(?:(?:will|would|may|could|must|can|has|had|is|was) (?:also |now |not )?[a-z]{{3,14}}|"
    rf"(?:{PAST})|[a-z]{{3,14}}(?:ed|[a-z]s))"
)
OWNS_AFTER: Final = rf"{_VERB} its [a-z]"
"""A verb with something of its own, as a company has it: will idle its plants."""
ACTS_AFTER: Final = (
    rf"{_VERB}"
    r" (?:[a-z]{3,10}ing|its?|an?|the|two|three|four|five|all|more|nearly|about|almost|most"
    r"|[$£€]?\d[\d.,]*)\b"
)
"""A verb with what it is done to, which a bare noun has in English only if it is a name."""

OTHER_AFTER: Final = (
    r"(?:of omaha|fires|rainforest|deforestation|delta|states|blues|river|basin|jungle|forest|"
    r"tribe|region|pie|pies|tree|trees|orchards?|juice|"
    r"cider|crops?|harvests?|growers?|farmers?|"
    r"street|avenue|road|university|college|county|island|museum|stadium|park|hall|prize|award|"
    r"scholarship|foundation)\b"
)
"""What follows a word that is a company's name, too, but means another thing."""

EVENT_AFTER: Final = (
    r"(?:fields?|cent(?:er|re)|arena|stadium|dome|garden|hotels?|endowment|theat(?:er|re)|tower"
    r"|library|institute"
    r"|hospital|chapel|bridge|square|family|fellow(?:ship)?s?|medal|world|challenge|open|classic"
    r"|championships?|cup|"
    r"bowl|tournament|marathon|series)\b"
)
"""What a place or an event is called behind its sponsor's name, with a capital letter."""

COMPANY_BEFORE: Final = """
giant retailer lender insurer carrier airline chain rival rivals startup supplier brewer builder
homebuilder biotech conglomerate automaker brokerage acquire acquires acquired buy buys bought sue
sues sued maker carmaker chipmaker drugmaker planemaker shares_of shares_in target_on targets_on
rating_on ratings_on coverage_of coverage_on stake_in stakes_in investors_in unit_of owned_by
parent_of owner_of subsidiary_of chip_designer sensor_designer processor_designer
"""
"""What stands before a company's name and hardly before anything else."""
COMPANY_WORDS_BEFORE: Final = frozenset(COMPANY_BEFORE.split())

MILD_BEFORE: Final = """
company firm bank by at from with owner parent upgrade upgraded upgrades downgrade downgraded
downgrades against behind
"""
"""What stands before it as often as before other things."""

PERSON_BEFORE: Final = """
mr mr. mrs mrs. ms ms. dr dr. prof. professor sir lord lady senator sen. rep. congressman
congresswoman governor gov. mayor president minister premier chancellor actor actress designer
singer rapper comedian novelist coach judge justice captain skipper goalkeeper striker midfielder
defender quarterback batsman bowler pitcher sheriff detective inspector sergeant colonel
lieutenant
"""
"""What stands before a person's name."""

BUSINESS_TEXT: Final = (
    r"\b(?:shares?|stocks?|profits?|revenues?|sales|earnings|quarter(?:ly)?|outlook|guidance|"
    r"analysts?|investors?|shareholders?|ceo|chief executive|cfo|\d+ ?[mb]n|millions?|billions?|"
    r"customers|users|retailers?|acquisition|merger|takeover|buyout|stake|jobs|workforce|factory|"
    r"factories|stores|orders|backlog|premiums|contracts?|lawsuit|antitrust|recall(?:ed)?|buyback"
    r"|dividend|"
    r"ipo|nyse|nasdaq|suppliers?|products?|chips?|software|handset|launched|prices|costs|tariffs|"
    r"bookings|price targets?|(?:up|down)grade[sd]?|outperform|overweight|underweight|deliveries|"
    r"royalt(?:y|ies)|subscribers|business|margins?|market share|regulators?)\b"
)
"""What a sentence about companies speaks of."""

SPORT_WORDS: Final = """
wicket wickets innings batsman batsmen bowled ashes midfielder midfielders striker strikers
goalkeeper goalless quarterback quarterbacks touchdown touchdowns playoff playoffs league cup
bowl prix semifinal semifinals quarterfinal quarterfinals nba nfl nhl mlb uefa fifa ncaa olympic
olympics olympian olympians medal medals slam wimbledon kickoff rugby cricket football footballer
footballers coach
"""
"""What texts about sport have of single words, and others sometimes."""

SPORT_TEXT: Final = (
    r"\b(?:wickets?|innings|batsm[ae]n|bowled|ashes|midfielders?|strikers?|goalkeepers?|goalless"
    r"|quarterbacks?|touchdowns?|playoffs?|(?:premier|champions) league|world cup|super bowl"
    r"|grand prix|(?:semi|quarter)finals?|nba|nfl|nhl|mlb|uefa|fifa|ncaa|olympics?|olympians?"
    r"|medals?|grand slam|wimbledon|kickoff|head coach|rugby|cricket|football(?:er|ers)?)\b"
)
"""What a sentence about sport speaks of."""

PUBLIC_NAMES: Final = """
abbott adams armstrong atkins bailey baldwin barr bowman bullock carney carter cassidy clinton
collins cook cooper cruz daly duffy ferguson ford gates gorman graham grassley greene greer hagerty
harris hassett hunt icahn jefferson johnson kelly kennedy king lee logan lutnick mccormick mercer
moore murphy musk newton obama peters powell reed reeves rogers rollins ross rubio sanders schmid
scott smith starmer taylor thune trump turner vance waller warner warren warsh waters wheeler
williams wright yellen young
"""
"""Surnames of politicians, central bankers and other people of whom market news tell daily."""

FUNCTION_WORDS: Final = """
a about according after again against all also although an and as at because before behind both
but by can despite does did for from has have here how if in including inside into is it its like
more most neither nor now of off on or other our out over says since so than that the their then
this those though through to under until up via was were what when where whether which while who
why will with would yet monday tuesday wednesday thursday friday saturday sunday january february
march april june july august september october november december today yesterday
"""
"""Words that stand before a name without being part of it, and the days that stand behind it."""

MONTHS: Final = "jan feb mar apr jun jul aug sep sept oct nov dec"
"""Short forms that have a capital in every sentence."""

LINKS: Final = """
of with from to by for against than like including as at in on over via and or but while about
among between into after before under amid within such versus vs per behind
"""
"""Words that tie a name to what stands before it."""

AUXILIARIES: Final = """
is was are were has have had will would can could may might should said says did does plans
"""
"""Verbs behind who acts."""
