"""A sweep reaches every row, whatever the rows before it do."""

import pytest

from core.sweeps import Unfinished, each


def test_rows_behind_a_failing_one_are_reached_and_the_failure_is_told():
    reached = []

    def act(row):
        if row == 2:
            raise ValueError("row 2 is broken")
        reached.append(row)
        return 1

    with pytest.raises(Unfinished, match="1 rows failed, 3 done; the first: ValueError: row 2 is broken") as told:
        each([1, 2, 3, 4], act)
    assert reached == [1, 3, 4]
    assert (told.value.done, told.value.failed) == (3, 1)


def test_effects_are_counted_not_rows():
    assert each([0, 2, 3], int) == 5
