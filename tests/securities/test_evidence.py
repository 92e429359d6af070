"""What evidence says of a mention."""

from __future__ import annotations

import pytest

from notifier.securities.evidence import is_doubtful


@pytest.mark.parametrize(
    ("evidence", "doubtful"),
    [
        (["distinct-name:科大讯飞"], False),
        (["ordinary-name:机器人", "own-code:300024"], False),
        (["ordinary-name:机器人", "verb:公告"], True),
        (["code:002230"], False),
        (["compound-name:中国软件", "verb:公告"], True),
        (["distinct-name:X", "crossed:Y"], True),
        (["unknown-sign:1"], True),
        ([], True),
    ],
)
def test_a_mention_is_doubtful_unless_something_settles_it(
    evidence: list[str], doubtful: bool
) -> None:
    assert is_doubtful(evidence) is doubtful
