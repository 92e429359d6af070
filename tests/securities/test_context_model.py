from __future__ import annotations

import random
from array import array
from collections import defaultdict
from pathlib import Path

import pytest

from notifier.core.model import Document, Role
from notifier.securities import context_model
from notifier.securities.context_model import ContextModel
from notifier.securities.directory import Directory
from notifier.securities.evidence import Sign, explain
from notifier.securities.hashing import BUCKETS, buckets, features_of
from notifier.securities.name_uses import shipped_uses
from notifier.securities.recogniser import Recogniser
from scripts.train_context import ORDINARY, Example, Reader, balance
from scripts.train_uses import uses

MODEL = Path(context_model.__file__).parent / "data" / "context_model.bin"


def named(recogniser: Recogniser, text: str) -> set[str]:
    mentions = recogniser.recognise(Document("", text))
    return {found.symbol for found in mentions if found.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("symbol", "about_it", "about_something_else"),
    [
        ("SH603008", "喜临门与一家酒店集团签下床垫订单。", "老王家喜临门，双胞胎孙子满月摆酒。"),
        ("SH600186", "莲花健康跨界买算力，收到监管函。", "荷叶茶配莲花健康又解暑，夏天不妨一试。"),
        ("SZ000010", "美丽生态二股东要开临时股东会。", "建设美丽生态家园，人人都是参与者。"),
        ("SH603877", "太平鸟去年关店四百家。", "林子里的太平鸟成群飞过。"),
        ("SZ300940", "南极光再度涨停，换手三成。", "摄影师在南极洲拍到南极光。"),
    ],
)
def test_what_stands_around_a_word_tells_whether_it_is_a_company(
    recogniser: Recogniser, symbol: str, about_it: str, about_something_else: str
) -> None:
    assert symbol in named(recogniser, about_it)
    assert symbol not in named(recogniser, about_something_else)


def test_evidence_says_what_around_a_word_spoke_for_or_against_it(recogniser: Recogniser) -> None:
    for text, told in (
        ("太平鸟去年关店四百家。", "speak for a company"),
        ("林子里的太平鸟成群飞过。", "speak against a company"),
    ):
        (found,) = recogniser.find_candidates(Document("", text))
        sentences = [explain(str(evidence)) for evidence in found.evidence]
        assert any(told in sentence for sentence in sentences), sentences


def test_judge_knows_nothing_of_the_name_itself(directory: Directory) -> None:
    blind = Recogniser(directory, model=ContextModel([0] * BUCKETS, 1.0, 0.0))
    scores = {
        evidence.learned
        for text in ("今天去太平鸟看看", "今天去喜临门看看", "今天去金螳螂看看")
        for candidate in blind.weighed_by_rules(Document("", text))
        for evidence in candidate.evidence
        if evidence.sign in {Sign.COMPANY_WORDS, Sign.OTHER_WORDS}
    }
    assert len(scores) == 1


def test_how_a_name_is_mostly_used_speaks_for_or_against_it_and_says_so(
    directory: Directory,
) -> None:
    document = Document("", "今天去太平鸟看看。")
    scores = {}
    for use, told in ((1.5, "mostly means the company"), (-1.5, "mostly means something else")):
        (found,) = Recogniser(directory, uses={"太平鸟": use}).weighed_by_rules(document)
        assert any(told in explain(str(evidence)) for evidence in found.evidence)
        scores[use] = found.score
    assert scores[1.5] - scores[-1.5] == pytest.approx(3.0)


def test_uses_that_ship_are_of_known_names_and_settle_nothing_alone(directory: Directory) -> None:
    names = {form.text for form, _ in directory.names()}
    known = shipped_uses()
    assert len(known) > 1_000
    assert known.keys() <= names
    assert all(-2 <= weight <= 0.5 for weight in known.values())
    assert known["机器人"] < 0 < known["贵州茅台"]


def test_uses_are_learned_from_what_is_said_of_all_places_of_a_name() -> None:
    often = [("望远镜", -3.0, 1.0)] * 50 + [("海螺", 4.0, 1.0)] * 50
    learned = uses([*often, ("葫芦", -3.0, 1.0), ("葫芦", 3.0, 1.0), ("罗盘", -3.0, 1.0)])
    assert learned["望远镜"] < learned["罗盘"] < 0 < learned["海螺"]
    assert "葫芦" not in learned  # as often so as otherwise


def test_model_is_small_and_reads_back_as_it_was_written() -> None:
    assert MODEL.stat().st_size <= 300_000
    weights = [0] * BUCKETS
    (rising,) = buckets(["r涨停"])
    weights[rising] = 100
    model = ContextModel.loads(ContextModel(weights, 0.05, -1.0).dumps())
    for_it, against = (model.judge(features_of([word], ())) for word in ("r涨停", "r跌"))
    assert for_it.weight - against.weight == pytest.approx(5.0)
    assert for_it.words == "涨停"


def test_words_shown_are_words_of_the_text() -> None:
    weights = [0] * BUCKETS
    for feature, weight in (("l^", 100), ("r,", 90), ("x涨停", 20), ("H-|noun", 120)):
        (number,) = buckets([feature])
        weights[number] = weight
    judged = ContextModel(weights, 0.05, 0.0).judge(features_of(["l^", "r,", "x涨停"], ["H-|noun"]))
    assert judged.words == "涨停"


TEXT = "科大讯飞公告，拟回购股份，资金来自自有账户，用于员工持股计划。"


def test_training_learns_companies_from_sure_names_and_other_things_from_words() -> None:
    reader = Reader()
    news = list(reader.examples("news", TEXT, random.Random(1)))
    ordinary = list(reader.examples(ORDINARY, "孩子们在和机器人下棋，" + TEXT, random.Random(1)))

    assert [found.is_company for found in news].count(True) == 1
    assert len(news) > 3
    assert ordinary
    assert not any(found.is_company for found in ordinary)


def test_training_balances_each_style_between_companies_and_other_things() -> None:
    examples = [
        Example(style, is_company, array("i"))
        for style, companies, others in (("news", 30, 200), ("forum", 25, 900), ("thin", 3, 500))
        for is_company, count in ((True, companies), (False, others))
        for _ in range(count)
    ]
    worth: dict[tuple[str, bool], float] = defaultdict(float)
    for example, weight in zip(examples, balance(examples), strict=True):
        worth[example.style, example.is_company] += weight

    assert worth["news", True] == pytest.approx(worth["news", False])
    assert worth["forum", True] == pytest.approx(worth["forum", False])
    assert worth["thin", True] == worth["thin", False] == 0
