from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from notifier.core.model import Document, Role
from notifier.securities import topic
from notifier.securities.directory import Directory
from notifier.securities.evidence import explain
from notifier.securities.recogniser import Recogniser
from notifier.securities.topic import TopicModel, shipped_topics
from scripts.train_context import ORDINARY
from scripts.train_topic import weights

FILE = Path(topic.__file__).parent / "data" / "topic_words.txt"
OF_A_MUSEUM = "展厅里，老师给孩子们讲马可波罗东行的故事，旁边是一幅古画，大家看得入迷。"


def named(recogniser: Recogniser, text: str) -> set[str]:
    mentions = recogniser.recognise(Document("", text))
    return {found.symbol for found in mentions if found.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("symbol", "elsewhere", "in_business"),
    [
        ("SZ001386", OF_A_MUSEUM, "马可波罗三季度瓷砖销量下滑，经销商库存上升。"),
        (
            "SZ301078",
            "清晨六点半，校门口的学生都在等他。村里人都叫他“孩子王”，课间他带孩子们踢球、做饭。",
            "“孩子王”加盟门店超过百家，三季度净利润增长。",
        ),
        ("SZ300459", "动物园的饲养员说，汤姆猫最爱睡觉，小孩都来看它。", "汤姆猫大股东减持。"),
    ],
)
def test_name_is_no_company_in_a_text_that_speaks_of_something_else_altogether(
    recogniser: Recogniser, symbol: str, elsewhere: str, in_business: str
) -> None:
    assert symbol not in named(recogniser, elsewhere)
    assert symbol in named(recogniser, in_business)


def test_sure_name_is_a_company_in_idle_talk_of_its_share_as_well(recogniser: Recogniser) -> None:
    assert "SH603126" in named(recogniser, "昨天睡觉前跑了中材节能，今早进了你，心里难过")


def test_evidence_says_which_words_are_not_of_business(recogniser: Recogniser) -> None:
    found, *_ = recogniser.find_candidates(Document("", OF_A_MUSEUM))
    (told,) = (explain(str(each)) for each in found.evidence if each.sign.key == "no-business")
    assert "孩子" in told


def test_code_beside_a_name_makes_what_the_text_speaks_of_indifferent(
    recogniser: Recogniser,
) -> None:
    assert "SZ001386" in named(recogniser, OF_A_MUSEUM.replace("波罗", "波罗(001386)"))


def test_names_say_nothing_of_what_a_text_is_about_and_few_words_say_little() -> None:
    model = TopicModel({"孩子": -3.0, "早晨": -1.0, "股份": 2.0})

    assert model.read("孩子王的早晨", {"孩子王"}) == model.read("早晨", ())
    assert model.read("早晨", ()).odds > model.read("早晨孩子", ()).odds
    assert model.read("股份", ()).odds > 0
    assert model.read("", ()).odds == 0


def test_title_tells_what_a_text_is_about_as_well(directory: Directory) -> None:
    recogniser = Recogniser(directory, topics=TopicModel({"展厅": -3.0, "文物": -3.0}))

    def score(title: str) -> float:
        return recogniser.find_candidates(Document(title, "今天来看汤姆猫"))[0].score

    assert score("展厅里的文物") < score("展厅") < score("今天")


def test_words_are_weighed_by_how_much_oftener_they_stand_in_market_texts() -> None:
    market = [(style, "董事会公告利润增长") for style in ("news", "forum") for _ in range(9)]
    learned = weights([*market, *[(ORDINARY, "老师带孩子公告")] * 9])

    assert learned["利润"] > 0 > learned["孩子"]
    assert abs(learned["公告"]) < min(learned["利润"], -learned["孩子"])


def test_style_with_many_texts_tells_no_more_than_one_with_few() -> None:
    def learned(styles: Iterable[tuple[str, str, int]]) -> dict[str, float]:
        return weights([(style, text) for style, text, count in styles for _ in range(count)])

    few = [("news", "利润增长", 20), ("forum", "涨停", 20), (ORDINARY, "老师", 20)]
    many = [("news", "利润增长", 40), *few[1:]]

    assert learned(many)["涨停"] >= learned(few)["涨停"] - 0.25


def test_table_that_ships_is_small_and_every_word_of_it_is_read() -> None:
    assert FILE.stat().st_size < 61_440
    assert shipped_topics().read("幼儿园的老师和孩子", ()).odds < 0
    assert shipped_topics().read("净利润同比增长，拟回购股份", ()).odds > 0
