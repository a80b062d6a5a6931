"""Urge orders 督办: issued by a supervisor, acknowledged and answered by the department, accepted or sent back once."""
