from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from notifier.core.model import Document, Field, Role
from notifier.securities import mention_model
from notifier.securities.directory import Directory
from notifier.securities.evidence import explain
from notifier.securities.hashing import BUCKETS, buckets
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.securities.mention_features import describe
from notifier.securities.mention_model import MentionModel
from notifier.securities.recogniser import Recogniser
from scripts.train_mentions import INPUT, LABELS, LEARNED, digest, label_at, marked, read

MODEL = Path(mention_model.__file__).parent / "data" / "mention_model.bin"


def roles(recogniser: Recogniser, text: str) -> dict[str, Role]:
    return {each.symbol: each.role for each in recogniser.recognise(Document("", text))}


def of(*weighed: tuple[str, int], bias: float = 0.0) -> MentionModel:
    """Return a model that knows some features of subjects, and nothing of sources."""
    subject = array("b", bytes(BUCKETS))
    for feature, weight in weighed:
        subject[buckets([feature])[0]] = weight
    return MentionModel((subject, array("b", bytes(BUCKETS))), (0.1, 0.1), (bias, -9.0))


@pytest.mark.parametrize(
    ("symbol", "news_of_it", "no_news_of_it"),
    [
        (
            "TSLA",
            "Tesla cut prices of two models in Europe.",
            "A stolen Tesla was found in a ditch near Leeds.",
        ),
        (
            "SBUX",
            "Starbucks closes 100 shops and cuts its forecast.",
            "A man was stabbed outside a Starbucks in Croydon.",
        ),
        (
            "06862.HK",
            "海底捞上半年净利润下降，关店四十家。",
            "一家六口在海底捞门口排队时走失了孩子。",
        ),
        ("SH600519", "贵州茅台公告，提高经销价。", "两箱贵州茅台被盗，警方抓获嫌疑人。"),
        ("SZ001386", "马可波罗：上半年净利下降。", "展览讲述马可波罗在泉州的见闻。"),
    ],
)
def test_a_company_s_name_is_news_of_it_only_where_something_of_it_is_told(
    recogniser: Recogniser, symbol: str, news_of_it: str, no_news_of_it: str
) -> None:
    assert roles(recogniser, news_of_it).get(symbol) is Role.SUBJECT
    assert roles(recogniser, no_news_of_it).get(symbol) is not Role.SUBJECT


def test_evidence_tells_by_which_words_a_text_was_judged(recogniser: Recogniser) -> None:
    for text, told in (
        ("海底捞上半年净利润下降，关店四十家。", "mostly tell something of the company"),
        ("一家六口在海底捞门口排队时走失了孩子。", "mostly tell nothing of the company"),
        ("Tesla recalls 120,000 cars over doors.", "mostly tell something of the company"),
    ):
        (found,) = recogniser.find_candidates(Document("", text))
        assert told in explain(str(found.evidence[-1]))
        assert found.evidence[-1].detail in text.lower()


def test_score_is_what_its_evidence_adds_up_to(recogniser: Recogniser) -> None:
    for text in ("海底捞关店四十家，花旗下调目标价。", "A stolen Tesla was found. UBS rates Visa."):
        for found in recogniser.find_candidates(Document("", text)):
            assert found.score == pytest.approx(sum(e.weight for e in found.evidence), abs=0.02)


def test_judge_overrules_neither_a_code_nor_what_a_rule_refuses(directory: Directory) -> None:
    never, always = (Recogniser(directory, judge=of(bias=bias)) for bias in (-20.0, 20.0))
    assert "SH600519" in roles(never, "贵州茅台(600519)酒瓶展。")
    assert "SH600519" not in roles(never, "贵州茅台提价。")
    assert "SH600519" in roles(always, "贵州茅台提价。")
    assert "SH600519" not in roles(always, "纪录片《贵州茅台传奇》开播。")


def test_house_that_reports_is_a_source_unless_something_of_it_is_told(
    directory: Directory,
) -> None:
    text = "中信证券研报认为，物价温和。"
    assert roles(Recogniser(directory, judge=of(bias=-3.0)), text)["SH600030"] is Role.SOURCE
    assert roles(Recogniser(directory, judge=of(bias=3.0)), text)["SH600030"] is Role.SUBJECT


def test_judge_knows_nothing_of_the_name_itself(recogniser: Recogniser) -> None:
    found = [
        next(
            describe(
                recogniser.weighed_by_rules(Document("", f"昨天{name}宣布提价。")),
                shipped_words(),
                shipped_english(),
            )
        )
        for name in ("海底捞", "百润股份", "东鹏饮料")
    ]
    assert len({tuple(each.around.buckets) for each in found}) == 1
    assert len({each.sentence for each in found}) == 1


def test_model_is_small_and_reads_back_as_it_was_written(directory: Directory) -> None:
    assert MODEL.stat().st_size <= 300_000
    written = of(("CE提价", 100), bias=-2.0)
    for model in (written, MentionModel.loads(written.dumps())):
        recogniser = Recogniser(directory, judge=model)
        assert "06862.HK" in roles(recogniser, "海底捞提价。")
        assert "06862.HK" not in roles(recogniser, "海底捞降价。")


def test_texts_to_learn_from_are_marked_soundly() -> None:
    lines = [
        line
        for path in INPUT.glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 15_000
    for line in lines:
        document, marks = marked(line)
        texts = {Field.TITLE: document.title, Field.TEXT: document.text}
        assert not any(mark in "".join(texts.values()) for mark in ("[[", "]]", "{{", "}}")), line
        for field, places in marks.items():
            assert all(0 <= start < end <= len(texts[field]) for start, end, _ in places), line
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        known, _, labels = line.partition("\t")
        assert len(known) == len(digest(""))
        assert {each.rpartition(":")[2] for each in labels.split()} <= {*LEARNED, "U"}


def test_what_is_learned_is_what_was_marked(recogniser: Recogniser) -> None:
    text = marked("[[海底捞]]提价 // {{花旗}}：((贵州茅台))涨价与[[海底捞]]无关")
    found = recogniser.weighed_by_rules(text[0])
    labels = [(each.written, label_at(each, text[1], is_partial=False)) for each in found]
    assert labels == [("海底捞", "S"), ("花旗", "R"), ("贵州茅台", "O"), ("海底捞", "S")]
    assert sorted(each.label for each in read([("somebody", *text)])) == ["O", "R", "S", "S"]


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (
            "海底捞上半年利润增长两成",
            (
                "海底捞8月25日公布半年报，收入同比增长9%，净利润增长两成。公司年内新开门店31家。"
                "管理层表示，外卖收入翻番。与呷哺呷哺相比，它的翻台率高出一倍。"
            ),
            {"06862.HK"},
        ),
        (
            "海底捞上半年利润增长两成，呷哺呷哺亏损",
            "海底捞8月25日公布半年报，净利润增长两成。呷哺呷哺同日披露，上半年亏损1.2亿元，关店80家。",
            {"06862.HK", "00520.HK"},
        ),
        (
            "Synaptics raises outlook on touch chips",
            (
                "Synaptics lifted its forecast for the year on Thursday and said orders for touch"
                " chips were the best since 2022. The maker of sensors, which counts Apple among"
                " its clients, expects revenue of $1.3 billion. Its shares rose 9% in late trading."
            ),
            {"SYNA"},
        ),
        (
            "Netflix slips as forecast disappoints",
            (
                "Netflix shares fell 6% after it guided to third-quarter revenue below estimates."
                " Disney, which reports next week, lost 2.4%."
            ),
            {"NFLX", "DIS"},
        ),
        (
            "",
            (
                "Peloton is recalling 220,000 bikes as the seat post may break, regulators said"
                " on Thursday. The company has had 41 reports of injuries. The bikes were sold for"
                " $1,400 at Dick's Sporting Goods and on Amazon. Shares of Peloton fell 3%."
            ),
            {"PTON"},
        ),
    ],
)
def test_article_is_not_about_whom_it_only_names_on_the_way(
    recogniser: Recogniser, title: str, text: str, told: set[str]
) -> None:
    found = recogniser.recognise(Document(title, text))
    assert {each.symbol for each in found if each.role is Role.SUBJECT} == told
