"""Derive the word table that recognition judges ordinary language by.

    python scripts/build_words.py JIEBA_DICT ENGLISH_FREQUENCIES

JIEBA_DICT is `dict.txt` of the package jieba (MIT), ENGLISH_FREQUENCIES the file
`frequency_dictionary_en_82_765.txt` of the package symspellpy (MIT). Both packages are needed only
here; what is shipped is small: words, a coarse frequency and a coarse part of speech.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "notifier" / "securities" / "data"
LONGEST = 4
COMMON, RARE = 10, 3
ENGLISH_WORDS = 20_000

KIND_OF_TAG = {
    "n": "noun", "ng": "noun", "s": "noun", "f": "noun", "b": "noun", "j": "noun",
    "v": "verb", "vg": "verb", "vn": "noun",
    "a": "adjective", "an": "adjective", "ad": "adjective", "z": "adjective",
    "i": "idiom", "l": "idiom",
    "ns": "place", "nt": "organisation", "nz": "proper",
    "nr": "person", "nrt": "person", "nrfg": "person",
    "t": "time", "m": "number", "mq": "number",
}  # fmt: skip

MODERN = """
noun 10 新能源 电商 线上 线下 网红 直播 互联网 大数据 云计算 人工智能 区块链 元宇宙 物联网
noun 10 新冠 疫情 疫苗 核酸
noun 8 广电 高科 港务 有线 文旅 城投 轨交 国资 医疗器械 生物医药 创新药 保健品 中医药
noun 8 人力资源 市值 涨停 跌停 营收 净利 净利润 碳中和 碳达峰 双碳 绿电 高速公路 城镇化
noun 8 自贸区 自贸港 大湾区 一带一路 数字经济 实体经济 平台经济 数字化 智能化 国产化 产业链
noun 8 供应链 生态圈 软件业 保险业 证券业 电影业 电影节 博物院 博物馆 研究院 规划院 设计院
noun 8 科技馆 微信 微博 公众号 小程序 朋友圈 网友 粉丝 电竞 手游 网游 快递 外卖 网约车
noun 8 共享单车 高铁 地铁站 充电桩 自动驾驶 焦煤 焦炭 动力煤 螺纹钢 铁矿石 纯碱 尿素 生猪
noun 8 氧化铝 碳酸锂 多晶硅 稀土 钢铁 煤炭 有色 化工
noun 9 动力电池 锂电池 储能 光伏 风电 芯片 半导体 机器人 无人机 新能源车 智能 数据 数据中心
noun 9 算力 大模型 短视频 移动互联网 人民币 数字人民币 虚拟货币 银行间 银行业 理财 基金
noun 9 股票 概念股 医药股 个股 港股 高新区 开发区 产业园 科技园 高科技 高新技术 软件园
noun 9 创新园 园区 孵化器 独角兽 新业态 新模式 新消费 新基建 新时代 新征程 融合 赋能
noun 9 电信诈骗 平安夜 山泉水 移动端 移动支付 移动互联 联通性 石油输出国
place 9 唐山 北部湾 张江 临港 漕河泾 亦庄 雄安 前海 横琴 滨江 浦东 两江 江北 光谷 松山湖
place 9 南沙 滨海 望京 上地
verb 8 买入 卖出 上线 下线 上架 下架 推送 点赞 打卡 种草 带货 破圈 出圈 试点 落地 布局 助力
verb 8 加码 洽购 送样 路测 通线 热议 网曝 清仓 满仓 减仓 解套 套牢 割肉 挂单 洗盘 竞购 暴雷
noun 8 产线 单季 单月 单日 大单 车规 大商所 游资 代工厂 主机厂 供货商 房建 康美包 麦克韦尔 达利欧
"""
"""Words younger than the dictionary, or rarer there than in today's market news."""


def main(jieba_dict: Path, english: Path) -> None:
    """Write `words.txt` and `words_en.txt`."""
    groups: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for line in jieba_dict.read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        kind = KIND_OF_TAG.get(tag, "other")
        if _is_useful(word, int(count), kind):
            groups[kind, int(count).bit_length() - 1].append(word)
    _add_modern(groups)
    rows = [
        f"{kind}\t{bucket}\t{' '.join(sorted(words))}"
        for (kind, bucket), words in sorted(groups.items())
        if words
    ]
    (DATA / "words.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    ranked = [line.split(" ")[0] for line in english.read_text(encoding="utf-8-sig").splitlines()]
    (DATA / "words_en.txt").write_text("\n".join(ranked[:ENGLISH_WORDS]) + "\n", encoding="utf-8")


def _add_modern(groups: defaultdict[tuple[str, int], list[str]]) -> None:
    modern: dict[str, tuple[str, int]] = {}
    for line in MODERN.split("\n"):
        kind, bucket, *words = line.split() or ("", "0")
        modern.update(dict.fromkeys(words, (kind, int(bucket))))
    for key, words in groups.items():
        groups[key] = [word for word in words if word not in modern]
    for word, key in modern.items():
        groups[key].append(word)


def _is_useful(word: str, count: int, kind: str) -> bool:
    if len(word) > LONGEST or not all("\u4e00" <= character <= "\u9fff" for character in word):
        return False
    if count >= COMMON:
        return True
    ordinary = kind in {"noun", "verb", "adjective", "idiom"}
    return count >= RARE and ordinary and len(word) >= 3


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
