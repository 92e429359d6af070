"""Who is named in English, where names are words, tickers are words, and banks speak."""

from __future__ import annotations

import pytest

from notifier.core.model import Document, Role
from notifier.securities.recogniser import Recogniser


def named(recogniser: Recogniser, text: str, title: str = "") -> set[str]:
    """Return which symbols a text has as subjects."""
    mentions = recogniser.recognise(Document(title, text))
    return {found.symbol for found in mentions if found.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Gap said sales at its stores rose.", {"GAP"}),
        ("Gap lifts its outlook after sales of denim rose 4%.", {"GAP"}),
        ("Arm's royalty revenue rose 25%.", {"ARM"}),
        ("The wallet is run by Block, and users pay no fee.", {"XYZ"}),
        ("Analysts see a slow year for retailer Target.", {"TGT"}),
        ("Chains such as Walmart, Target and Gap were busy.", {"WMT", "TGT", "GAP"}),
        ("FedEx will raise its rates in January.", {"FDX"}),
        ("Snap's shareholders met on Monday.", {"SNAP"}),
        ("On Tuesday Ford recalled 300,000 pickups.", {"F"}),
        ("Shell flags strong gas trading, lower margins", {"SHEL"}),
        ("Carnival reinstates dividend. Progressive to return $1 billion.", {"CCL", "PGR"}),
        ("Citi trims price target on Target.", {"TGT"}),
        ("Deere and Caterpillar idle a plant each as orders dry up.", {"DE", "CAT"}),
        ("Its parcels go by FedEx now.", {"FDX"}),
        ("Polaris ousts its chairman after a long quarrel.", {"PII"}),
        ("Brinker keeps drawing guests with cheap burgers.", {"EAT"}),
    ],
)
def test_brand_that_is_a_word_is_a_company_where_it_acts(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    "text",
    [
        "The gap said to exist between the two was small.",
        "Gap years are popular. Match officials said nothing. Block trades were few.",
        "Harrison Ford said he sold his stake for $2 million.",
        "The Ford Foundation gave two million. A Match Point of the season.",
        "The Amazon is at its lowest. Fish of the Amazon.",
        "Crowds came to Citi Field and the Wells Fargo Center. The Honda Classic was postponed.",
        "Price Target Raised to $50. Arm sales to the island were approved.",
        "Snap elections may cost the party a million votes.",
        "Unity is at stake.",
        "The Brazilian Amazon fell silent. Amazon deforestation fell 11%.",
        "A Boeing 737 crashed. A Ford F-150 was stolen.",
        "Why a chewy crust is the best thing at your market",
        "Block trades lift sales. Trump to raise the fee for visas.",
    ],
)
def test_word_a_person_and_a_place_are_no_company(recogniser: Recogniser, text: str) -> None:
    assert named(recogniser, text) == set()


@pytest.mark.parametrize(
    ("title", "symbols"),
    [
        ("Why Gap Shares Fell Again", {"GAP"}),
        ("Target Raises Forecast", {"TGT"}),
        ("Southern Block Affirms Unity in Key Match", set()),
        ("TARGET MET AS GAP NARROWS: BLOCK VOTE SEALS KEY MATCH", set()),
    ],
)
def test_capitals_of_a_headline_say_nothing(
    recogniser: Recogniser, title: str, symbols: set[str]
) -> None:
    assert named(recogniser, "", title) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("UBS says Nike may miss its goal.", {"NKE"}),
        ("Goldman Sachs now expects three rate cuts.", set()),
        ("Citi said it expects copper to rise.", set()),
        ("Prices could fall, according to Morgan Stanley.", set()),
        ("Jane Roe, an analyst at Barclays, and economists at UBS disagree.", set()),
        ("JPMorgan cut its price target on Nike to $70.", {"NKE"}),
        ("Deutsche Bank upgraded Nike to buy.", {"NKE"}),
        ("Bookrunners of the offering are Citi and UBS, with Barclays as co-manager.", set()),
        ("Nike was advised by Goldman Sachs and Citi.", {"NKE"}),
        ("Sales fell, data from FactSet showed.", set()),
        ("Jefferies, citing Placer.ai data, said discounters outdrew department stores.", set()),
        ("Nike rose 3% after remarks at the Barclays consumer conference.", {"NKE"}),
        ("MSCI China closed up 1.1%.", set()),
        ("MSCI said quarterly profit rose 9%.", {"MSCI"}),
        ("UBS said it would cut 3,000 jobs.", {"UBS"}),
        ("Goldman Sachs said quarterly profit rose 37%.", {"GS"}),
        ("JPMorgan expects to open 100 branches.", {"JPM"}),
        ("Citi was fined over lapses in controls.", {"C"}),
        ("Morgan Stanley hired two bankers from UBS.", {"MS", "UBS"}),
    ],
)
def test_house_that_speaks_rates_or_serves_is_a_source(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Symbol ; Price ; Chg\nMRVL ; 88.10 ; +6.4%\nDDOG ; 151.35 ; +2.2%", {"MRVL", "DDOG"}),
        ("MRVL\t88.10\t+6.4%\nROKU\t97.42\t4.0%\nKO\t61.20\t-0.3%", {"MRVL", "ROKU", "KO"}),
        (
            "| Marvell | MRVL | 88.1 | +6.4% |\n| HP | HPQ | 9.7 | 4.0% |\n| Y | ALL | 1 | -0.1% |",
            {"MRVL", "HPQ", "ALL"},
        ),
        (
            "Symbol\nLast\nMRVL\n88.10\n+6.4%\nROKU\n9.2\n1.3%\nKO\n61.20\n-0.3%",
            {"MRVL", "ROKU", "KO"},
        ),
        ("CROX:NASDAQ Hold $85 | MRVL:NASDAQ Buy $172", {"CROX", "MRVL"}),
        ("Movers: NVDA +3.2%, MRVL (-1.1%), NOW +0.4%", {"NVDA", "MRVL", "NOW"}),
        ("#MSFT looks strong into the close", {"MSFT"}),
        ("Watching $msft today", {"MSFT"}),
        ("ALL ; NOW ; CASH\nTotal ; 12,000 ; 11,000\nOPEN ; 100 ; 200", set()),
        ("NVDA ; 10 ; 52.1%\nMRVL ; 20 ; 40.0%\nCASH ; 1,000.00 ; 7.9%", {"NVDA", "MRVL"}),
        ("CPI +3.2%, GDP +1.1%, VIX +2.0%, WTI -1.1%", set()),
        ("#NOW #ALL #CEO", set()),
        ("Fang said so. Dash and Key were dogs.", set()),
    ],
)
def test_tickers_of_tables_and_moves_are_read_and_words_only_among_them(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (
            "GM recalled 700,000 trucks. HP trimmed its forecast. 3M settled a claim.",
            {"GM", "HPQ", "MMM"},
        ),
        ("BP and Shell raised dividends. GE said orders rose.", {"BP", "SHEL", "GE"}),
        ("Lockheed won a contract, beating Northrop. Delta shares fell.", {"LMT", "NOC", "DAL"}),
        ("Valero shut a refinery in Texas after profit fell.", {"VLO"}),
        ("Moody's profit rose. McDonald's and Domino's opened stores.", {"MCO", "MCD", "DPZ"}),
        ("The Mekong Delta flooded. In the delta, 2 million fled. hp sauce, 3m of rope", set()),
        ("Floods hit Bogota. He moved to Ponce for work.", set()),
        ("Moody's said the outlook of Italy was stable.", set()),
        ("Nasdaq rose 1.2% as Dow slips. Dow closed 300 points lower. Nasdaq lost 0.9%.", set()),
        ("Dow will close its cracker in Germany.", {"DOW"}),
        ("Clover Health and Alignment shares rose.", {"CLOV", "ALHC"}),
        ("They sought alignment. A hyperscale data center opened.", set()),
    ],
)
def test_everyday_names_are_companies_in_capitals_and_indices_are_not(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (
            "The cake sold out.\nShare on Facebook\nPinterest\nFollow us on Instagram and YouTube",
            set(),
        ),
        ("Download our app on Google Play. We use cookies from Google and Microsoft.", set()),
        ("Facebook | Instagram | LinkedIn", set()),
        ("The fog lifted.\nPhoto: Getty Images", set()),
        ("A fund raised its holdings in Nvidia.", {"NVDA"}),
        ("She wrote on Facebook, Instagram and LinkedIn that she would resign.", set()),
        ("In a YouTube video the band thanked fans.", set()),
        ("Facebook was fined $1 billion, and Pinterest shares fell.", {"META", "PINS"}),
        ("Pinterest cut 150 jobs. Reddit's revenue doubled.", {"PINS", "RDDT"}),
        ("The RTX 5090 draws 575 W; an RTX 4080 is enough.", set()),
        ("RTX 5090显卡首发，RTX 5090功耗达575W，RTX 40系列不必急着升级。", set()),
        ("AMD 300名员工离职，AMD股价下跌。", {"AMD"}),
        ("RTX won a contract worth $2 billion.", {"RTX"}),
        ("The iShares MSCI Japan ETF and the MSCI World Index gained.", set()),
        ("MSCI said it would cut the weight of the fund.", {"MSCI"}),
        ("Ralph Lauren, the designer, turned 85. Mr. Block and designer Ralph Lauren met.", set()),
        ("Ralph Lauren raised its annual forecast.", {"RL"}),
        ("Fires burned in Phoenix and in Corning, 2 million acres in all.", set()),
    ],
)
def test_share_lines_products_funds_and_persons_are_no_news_of_the_company(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("BRIEF-Intel names a new chief\nUPDATE 2-Apple plans a store", {"INTC", "AAPL"}),
        ("UPDATE 1-Crocs names a new finance chief", {"CROX"}),
        ("Symbol,Company,View\nMAT,Mattel,Buy\nSNA,Snap-on,Hold", {"MAT", "SNA"}),
        ("5 HK Equity SELL / AAPL US Equity BUY", {"00005.HK", "HSBC", "AAPL"}),
        ("Freight volumes, Nov: Saia +2.0%", {"SAIA"}),
        ("Crates per week rose (source: port data, Cass Information Systems)", set()),
        ("Crocs is a bargain, and UBS just cut its target to $70 from $90.", {"CROX"}),
    ],
)
def test_names_stand_in_cells_and_behind_an_agencys_mark(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Ford will idle its Cologne plant for two weeks as demand cools.", {"F"}),
        ("Tapestry abandons Capri takeover after court loss.", {"TPR", "CPRI"}),
        ("Ford pauses truck output; Snap tests subscription.", {"F", "SNAP"}),
        ("Florida drivers get $1 billion back as Progressive breaches profit cap", {"PGR"}),
        ("Nio delivered 34,749 vehicles and eBay raised its outlook.", {"09866.HK", "NIO", "EBAY"}),
        ("It was a busy workday for travelers in Palo Alto.", set()),
        ("Snow blankets southern Delta states", set()),
    ],
)
def test_what_a_company_does_tells_it_from_the_word(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


def test_who_lifts_a_share_to_buy_or_works_for_the_seller_only_speaks(
    recogniser: Recogniser,
) -> None:
    text = "Goldman Sachs lifts Nike to buy. PJT Partners worked for the seller."
    assert named(recogniser, text) == {"NKE"}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Visa and Mastercard reach fresh settlement with merchants", {"V", "MA"}),
        ("Southern, whose utilities light the South, raises its plan.", {"SO"}),
        ("Thousands of runners crossed the river in the Bank of America Chicago Marathon.", set()),
        ("Storms hit the Corning, New York, area.", set()),
        ("UBS cut to underperform at BofA over capital rules", {"UBS"}),
        ("At least eight brokerages, among them Truist, cut their views.", set()),
        ("Amazon fires fall to lowest in a decade", set()),
    ],
)
def test_places_races_and_houses_are_told_from_companies(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


def test_a_code_without_its_zeros_a_quarter_and_a_race_in_hong_kongs_press(
    recogniser: Recogniser,
) -> None:
    assert named(recogniser, "吉利(175)上月賣車逾30萬輛") == {"00175.HK"}
    assert named(recogniser, "渣打季績勝預期 上調全年收入指引") == {"02888.HK"}
    assert named(recogniser, "滙豐香港國際七人欖球賽明年移師啟德") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Pat Cummins took five wickets; Cummins said he felt fine.",
        "Amy Dell, who runs the shelter, and Rep. Ford voted against it.",
        "Cummins was ruled out of the World Cup.",
        "Posts on Reddit called the landlord a crook.",
        "A video on YouTube showed the bus rolling back.",
        "The senator told Fox News that the bill was dead.",
        "A fire broke out at the Carlyle Hotel. The Lilly Endowment gave $20 million.",
        "Children sold lemonade. Four large crocs were seen.",
        "He was found in a Walmart parking lot.",
        "Goldman Sachs, Morgan Stanley see the Fed cutting twice.",
        "Gold will rise, says Citi.",
    ],
)
def test_persons_networks_sport_and_shops_are_no_news_of_the_company(
    recogniser: Recogniser, text: str
) -> None:
    assert named(recogniser, text) == set()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Cummins shares rose after Pat Cummins bought some.", {"CMI"}),
        ("Reddit said daily users rose 19%.", {"RDDT"}),
        ("The ads ran on Reddit, whose shares rose 3%. Reddit's revenue doubled.", {"RDDT"}),
        ("Dow and LyondellBasell halve dividends.", {"DOW", "LYB"}),
        ("Delta, United trim schedules at Newark.", {"DAL", "UAL"}),
        ("The Dow and the Nasdaq fell.", set()),
        ("Toast, which sells terminals to restaurants, rose 2%.", {"TOST"}),
        ("Grab's talks drag on. Here's why.", {"GRAB"}),
    ],
)
def test_company_is_told_from_a_person_a_network_and_a_word_by_what_it_does(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("still bagholding GME and AMC, wish me luck", {"GME", "AMC"}),
        ("bought 500 more OPEN shares, then loaded up on SOFI", {"OPEN", "SOFI"}),
        ("my TSLA puts are printing", {"TSLA"}),
        ("RIVN or LCID for a long hold?", {"RIVN", "LCID"}),
        ("$GME up 14% and AMC tagging along", {"GME", "AMC"}),
        ("Refiners at noon: VLO 187.22 +2.1%; MPC 214.90 +1.7%", {"VLO", "MPC"}),
        ("ALL of my puts expired worthless, NOW what", set()),
        ("Europe needs LNG and LPG terminals. The CIA calls for calm.", set()),
        ("unh puts expired worthless", {"UNH"}),
        ("sold my amd at 250, feeling smart", {"AMD"}),
        ("my 0 dte calls, sold at the eod", set()),
        ("the two of them sold out of beer", set()),
    ],
)
def test_tickers_of_traders_talk(recogniser: Recogniser, text: str, symbols: set[str]) -> None:
    assert named(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Retail earnings next week: HD, LOW, WMT, TGT", {"HD", "LOW", "WMT", "TGT"}),
        ("Telecom picks for 2026: T, VZ and TMUS.", {"T", "VZ", "TMUS"}),
        ("Fintech watchlist: SOFI / HOOD / AFRM", {"SOFI", "HOOD", "AFRM"}),
        ("Defense: BA LMT RTX all upgraded", {"BA", "LMT", "RTX"}),
        ("LLY > NVO in obesity, no contest", {"LLY", "NVO"}),
        ("Ask IT, HR and PR. The CEO, CFO and CTO left.", set()),
        ("US CPI, PPI and PCE are due; NATO, WHO and FDA", set()),
        ("NEW CAR SALES FALL IN MAY", set()),
        ("Westpac (ASX: WBC) lifts dividend. ASX:CBA falls.", set()),
    ],
)
def test_list_of_nothing_but_tickers_names_their_companies(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert named(recogniser, text) == symbols


def test_first_word_is_of_the_company_whose_whole_name_the_text_has(recogniser: Recogniser) -> None:
    text = "Viking Therapeutics stock leapt 38%. Viking said it would look for a partner."
    assert named(recogniser, text, "Viking soars as obesity pill holds up") == {"VKTX"}
    assert named(recogniser, "Viking raised fares and sold 90% of its cruises.") == {"VIK"}


def test_trade_mark_is_no_part_of_a_name(recogniser: Recogniser) -> None:
    assert named(recogniser, "Duolingo™ guides below consensus, shares fall") == {"DUOL"}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Eastmoney plunged 7% after block trades.", "SZ300059"),
        ("Federal agents searched a Fuyao glass plant in Ohio last summer", "SH600660"),
        ("Shares of Chinese AI chip designer Cambricon soared.", "SH688256"),
        ("Chinese Miner Zijin Buys Mine in Peru", "SH601899"),
        ("Analysts said that BYD would outsell its rivals.", "SZ002594"),
        ("China Southern flies the C919 to Vientiane.", "SH600029"),
    ],
)
def test_chinese_company_is_known_by_its_everyday_english_name(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert symbol in named(recogniser, text)


@pytest.mark.parametrize(
    "text",
    [
        "Industrial Bank of Korea said profits rose.",
        "China Southern Power Grid said it will invest more.",
        "Zijin Tower in Nanjing was lit up.",
        "Western mining companies struggle to find workers.",
    ],
)
def test_longer_name_than_a_company_s_is_another_s(recogniser: Recogniser, text: str) -> None:
    assert not named(recogniser, text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("瑞聲光學業務毛利率改善，大行升目標價至60元", "02018.HK"),
        ("希慎利園八期招租勝預期，出租率回升", "00014.HK"),
        ("信光暫停兩條玻璃窰爐，光伏玻璃價仍探底", "00968.HK"),
        ("農夫包裝水市佔回升，繼續雙位數增長", "09633.HK"),
    ],
)
def test_short_name_of_hong_kong_s_papers_is_read_where_they_write(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert symbol in named(recogniser, text)


@pytest.mark.parametrize(
    "text",
    [
        "SPX slips 0.4% at the open",
        "COMPX tumbles 2%",
        "Compx tumbles 2% as chips sell off.",
        "SPX and NDX rose to records on Friday; VIX fell.",
        "标普500指数（SPX）收跌0.4%，纳指COMPX跌2%。",
        "標普500指數SPX收跌0.4%。",
        "SPX shares the gains of NDX.",
    ],
)
def test_an_index_is_nobodys_news(recogniser: Recogniser, text: str) -> None:
    assert named(recogniser, text) == set()


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("SPX Technologies raises its outlook", "SPXC"),
        ("SPX Corp. said it will buy a maker of fans.", "SPXC"),
        ("CompX International posts higher sales", "CIX"),
        ("SPX Technologies (NYSE: SPXC) reports results", "SPXC"),
    ],
)
def test_a_company_whose_name_begins_as_an_index_is_one(
    recogniser: Recogniser, text: str, symbol: str
) -> None:
    assert named(recogniser, text) == {symbol}
