"""Zones and what they have assessed once for every project inside them."""
