"""The table of words: what was put in is found, with its kind and frequency, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notifier.securities.lexicon import WordKind, Words

_WORDS = st.text("中国人民银行", min_size=1, max_size=4)
_GROUPS = st.lists(
    st.tuples(st.sampled_from(WordKind), st.integers(0, 31), st.lists(_WORDS)), max_size=20
)


@given(_GROUPS, st.lists(_WORDS))
def test_each_word_is_found_as_the_last_group_has_it_and_no_other_is(
    groups: list[tuple[WordKind, int, list[str]]], others: list[str]
) -> None:
    expected = {word: (kind, frequency) for kind, frequency, words in groups for word in words}
    table = Words(groups)
    for word in [*expected, *others, ""]:
        kind, frequency = expected.get(word, (None, 0))
        assert table.kind(word) is kind
        assert table.frequency(word) == frequency
        assert (word in table) is (word in expected)
