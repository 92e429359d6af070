"""How large the slices are in which a hot article's alerts are planned."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notifier.ingest.fan_out_job import next_size


def test_a_fast_database_gets_larger_slices_and_a_slow_one_smaller() -> None:
    assert next_size(4_000, 0.05) == 16_000
    assert next_size(16_000, 0.4) == 8_000


@given(st.integers(0, 100_000), st.floats(0, 1_000))
def test_slices_stay_within_bounds(alerts: int, seconds: float) -> None:
    assert 4_000 <= next_size(alerts, seconds) <= 50_000
