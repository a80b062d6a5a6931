"""A province of any size, fast (批量样例): the same patterns, clocks and journal as played history, without commands.

Every kind of project is worked out once by the rooms that know (classification, items, promised days, departments)
and then stamped. State follows from the verbs of `approvals.rules`, clocks from `clocks.settling`, the journal from
`core.journal`, so that the doctor finds what it finds after commands.
"""
