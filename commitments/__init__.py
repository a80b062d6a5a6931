"""Promises: notice-and-commitment, late filing, build first and verify later, with their verification and breach.

What was promised, by when, and whether it was kept lives here; the decision that rests on a promise lives in
`approvals`, the clock that watches its due date in `clocks`.
"""
