"""Alerts 预警: a clock reaches a level (firing), who is told (routing), and how (telling, digest).

Thresholds are dates stored with the clock, so that finding what is due is a range of an index; a level fires once per
clock because the database says so. What is told leaves through the outbox.
"""
