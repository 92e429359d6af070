"""What people do with the bot, from beginning to end, and what they are shown. See Stage."""

from __future__ import annotations

from functools import cache
from importlib import resources

from notifier.core.i18n import Translator
from tests.journeys.conversation import Stage

ADMIN, MEMBER = 501, 502
GROUP, FORUM, SMALL, LARGE = -210, -1_000_000_000_310, -410, -1_000_000_000_410
CHANNEL, ITS_ADMIN = -1_900_000_000_001, 520
NEWCOMER, COLLECTOR, LEAVER, FORGETTER = 101, 110, 120, 130
OFFICIAL = "SZ002230"
NAMES = {
    OFFICIAL: {"zh-Hans": "科大讯飞", "zh-Hant": "科大訊飛", "en": "iFlytek"},
    "AAPL": {"zh-Hans": "苹果", "zh-Hant": "蘋果", "en": "Apple"},
}


def named(symbol: str, say: Translator) -> str:
    """Return what readers of a language are told of a company."""
    return say("reason-security", name=NAMES[symbol][say.language], symbol=symbol)


@cache
def many_codes(count: int) -> list[str]:
    """List codes of Shanghai, as a broker's list has them."""
    file = resources.files("notifier.securities").joinpath("data", "securities.csv")
    lines = file.read_text(encoding="utf-8").splitlines()[1:]
    codes = [line.partition(",")[0] for line in lines if line.startswith("SH60")]
    return [code.removeprefix("SH") for code in codes[:count]]


async def newcomer(stage: Stage) -> None:
    """From /start by one tap to the first alert, why it came, and a correction by a tap."""
    chat = stage.chat(NEWCOMER)
    say = chat.translate
    hello = await chat.ask("/start", "start")
    if say.language == "zh-Hans":
        done = await chat.press(hello, "科大讯飞", "preview-nothing", days=7)
    else:  # others are offered companies that they know rather
        await chat.press(hello, NAMES["AAPL"][say.language], "preview-nothing", days=7)
        await chat.ask("/unwatch AAPL", "unwatch-done", what=named("AAPL", say))
        done = await chat.ask("/watch 科大讯飞", "preview-nothing", days=7)
    assert OFFICIAL in done.text
    assert chat.now(hello) == hello, "another tap follows more"
    stage.publish(
        "voice", "科大讯飞发布新一代翻译机，支持八十种语言",
        "科大讯飞（002230）周日在合肥发布新一代翻译机。公司表示，首批订单将于月底交付。",
    )  # fmt: skip
    alert = await chat.reply("新一代翻译机")
    because = named(OFFICIAL, say)
    assert say("alert-because", reasons=because) in alert.text
    assert "证券时报网" in alert.text
    assert alert.button(say("alert-open"))["url"] == "https://example.org/voice"
    stage.api.press(alert, "⋯", user_id=NEWCOMER)
    more = await chat.until_button(alert, say("alert-why"))
    await chat.press(more, say("alert-why"), "why-title", title=alert.text.partition("\n")[0])
    await chat.toast(more, say("alert-mute"), named(OFFICIAL, say))
    await chat.ask("/list", "card-muted", until="")
    offer = await chat.ask("AAPL", "offer-watch", what=named("AAPL", say))
    followed = await chat.press(offer, say("button-watch"), "preview-nothing", days=7)
    await chat.press(followed, say("button-undo"), "undo-done", what=named("AAPL", say))
    query = stage.api.ask_inline("科大讯飞", user_id=NEWCOMER)

    def offered() -> str:
        calls = stage.api.calls_of("answerInlineQuery")
        answers = (call.params for call in calls if call.params.get("inline_query_id") == query)
        return "".join(str(answer["results"]) for answer in answers)

    await stage.api.until(lambda: bool(offered()))
    assert "新一代翻译机" in offered()


async def collector(stage: Stage) -> None:
    """A long list, pasted and as a file; its pages, a card, a change, all out again.

    In one language it is of 300 lines.
    """
    chat = stage.chat(COLLECTOR)
    say = chat.translate
    count, pages = (300, 38) if say.language == "zh-Hans" else (60, 8)
    codes = many_codes(count + 2)
    pasted = "\n".join([*codes[:50], "绿豆糕", *codes[50:count]])
    offer = await chat.ask(pasted, "import-understood", count=count)
    assert say("import-line", number=51, text="绿豆糕") in offer.text
    await chat.press(offer, say("button-import"), "import-done", new=count, known=0)
    before = len(chat.sent)
    stage.api.send_file(COLLECTOR, "my.csv", "\r\n".join(["代码", *codes]).encode("gbk"))
    await chat.reply(say("import-done", new=2, known=count), after=before)
    first = await chat.ask("/list", "list-title")
    stage.api.press(first, "▶")
    second = await chat.until_button(first, f"2/{pages}")
    ninth = next(line for line in second.text.splitlines() if line.startswith("9. "))[3:]
    stage.api.press(second, "9. ")
    card = await chat.until_button(second, say("cadence-daily"))
    await chat.toast(card, say("cadence-daily"), ninth)
    await chat.until_button(card, f"● {say('cadence-daily')}")
    after = say("keyword-name", text="元宇宙 -游戏")
    await chat.ask("/edit 9 元宇宙 -游戏", "edit-done", before=ninth, after=after)
    await chat.ask("/settings 23:00-07:00", "settings-quiet", hours="23:00–07:00")
    await chat.ask("/export", "export-done", count=count + 2)


async def group(stage: Stage) -> None:
    """A group's admins choose what it follows, all may look, an intruder changes nothing.

    Few words: Telegram takes a message every three seconds for a group.
    """
    chat, api = stage.chat(GROUP), stage.api
    say = chat.translate
    api.set_standing(GROUP, _bot(stage), "left")
    api.set_standing(GROUP, ADMIN, "administrator")
    api.change_membership(GROUP, "member", user_id=ADMIN)
    await chat.reply(say("group-hello"))
    await chat.ask("/watch 元宇宙", "admins-only", user=MEMBER)
    done = await chat.ask("/watch 元宇宙", "watch-done", user=ADMIN, what="元宇宙")
    await chat.toast(done, say("button-undo"), say("admins-only"), user=MEMBER)
    await chat.ask("/list", "list-line", user=MEMBER, number="1", what="元宇宙")
    stage.publish("hall", "元宇宙展馆周末开门迎客", "位于江城的元宇宙展馆周末开放，门票可以预约。")
    alert = await chat.reply("展馆周末开门")
    assert say("alert-because", reasons="元宇宙") in alert.text
    await chat.toast(alert, say("alert-mute"), say("admins-only"), user=MEMBER)


def _bot(stage: Stage) -> int:
    return int(stage.api.token.partition(":")[0])


async def forum(stage: Stage) -> None:
    """An alert comes to the topic of the forum in which it was asked for, or is sent to since."""
    chat = stage.chat(FORUM)
    stage.api.set_standing(FORUM, ADMIN, "creator")
    seven = {"message_thread_id": 7, "is_topic_message": True}
    nine = {"message_thread_id": 9, "is_topic_message": True}
    done = await chat.ask("/watch 脑机接口", "watch-done", user=ADMIN, more=seven, what="脑机接口")
    assert done.thread_id == 7
    stage.publish("brain", "脑机接口进入医院试用", "三家医院本月开始试用脑机接口设备。")
    assert (await chat.reply("进入医院")).thread_id == 7
    routed = await chat.ask("/route 1", "route-done", user=ADMIN, more=nine, what="脑机接口")
    assert routed.thread_id == 9
    stage.publish(
        "rules", "新规明年起施行：脑机接口产品须备案", "主管部门公布脑机接口产品备案办法。"
    )
    assert (await chat.reply("须备案")).thread_id == 9


async def migration(stage: Stage) -> None:
    """A group that becomes a supergroup keeps its list, and its alerts come to the new one."""
    before, after = stage.chat(SMALL), stage.chat(LARGE)
    for where in (SMALL, LARGE):
        stage.api.set_standing(where, ADMIN, "creator")
    await before.ask("/watch 钙钛矿", "watch-done", user=ADMIN, what="钙钛矿")
    stage.api.migrate(SMALL, LARGE)
    await after.ask("/list", "list-line", user=ADMIN, number="1", what="钙钛矿")
    stage.publish("cell", "钙钛矿电池刷新效率纪录", "研究团队公布钙钛矿电池的最新效率。")
    await after.reply("刷新效率")
    assert not [each for each in before.sent if "刷新效率" in each.text]


async def leaver(stage: Stage) -> None:
    """Who blocks the bot is sent nothing, and who comes back finds everything as it was."""
    chat = stage.chat(LEAVER)
    await chat.ask("/watch 低空经济", "watch-done", what="低空经济")
    stage.api.change_membership(LEAVER, "kicked")
    watcher = stage.chat(LEAVER + 1)
    await watcher.ask("/watch 低空经济", "watch-done", what="低空经济")
    stage.publish("taxi", "低空经济：首条空中航线试飞", "低空经济示范区的首条航线完成试飞。")
    await watcher.reply("首条空中航线")
    stage.api.change_membership(LEAVER, "member")
    await chat.ask("/list", "list-line", number="1", what="低空经济")
    stage.publish("fund", "地方设立百亿基金扶持低空经济", "基金将投向低空经济的制造与运营企业。")
    await chat.reply("百亿基金")
    assert not [each for each in chat.sent if "首条空中航线" in each.text]


async def forgetter(stage: Stage) -> None:
    """After /forget nothing is left of a chat, and nothing comes to it."""
    chat = stage.chat(FORGETTER)
    say = chat.translate
    watcher = stage.chat(FORGETTER + 1)
    for each in (chat, watcher):
        await each.ask("/watch 固态电池", "watch-done", what="固态电池")
    await chat.ask("/mute 固态电池展", "mute-done", text="固态电池展")
    sure = await chat.ask("/forget", "forget-sure", count=1)
    await chat.press(sure, say("button-forget"), "forget-done")
    told = len(chat.sent)
    stage.publish("line", "固态电池产线投产", "企业称固态电池产线本周投产。")
    await watcher.reply("产线投产")
    await chat.ask("/list", "list-empty")
    assert len(chat.sent) == told + 1, "nothing but the reply"


async def channel(stage: Stage) -> None:
    """An admin of a channel chooses in private what comes there."""
    private, posted = stage.chat(ITS_ADMIN), stage.chat(CHANNEL)
    say, title = private.translate, f"Channel {-CHANNEL}"
    await private.ask("/start", "start")
    for who in (ITS_ADMIN, _bot(stage)):
        stage.api.set_standing(CHANNEL, who, "left" if who == _bot(stage) else "creator")
    stage.api.change_membership(CHANNEL, "administrator", user_id=ITS_ADMIN)
    await private.reply(say("channel-added", title=title))
    which = await private.ask("/channel", "channel-which")
    await private.press(which, title, "channel-managing", title=title)
    await private.ask("/watch 人形机器人", "watch-done", what="人形机器人")
    stage.publish("robot", "人形机器人走进课堂", "人形机器人本学期进入二十所学校的课堂。")
    await posted.reply("走进课堂")
    assert not [each for each in private.sent if "走进课堂" in each.text]


JOURNEYS = (newcomer, collector, group, forum, migration, leaver, forgetter, channel)
