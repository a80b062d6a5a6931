"""Working-day calendar and statutory clock: pure functions first, then the rows that cache them.

The only place that counts days. Knows nothing of projects or cases beyond the keys it is given.
"""
