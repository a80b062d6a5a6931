"""Zones and what they have assessed once for every project inside them.

The outline of a zone and which plots lie in it live here; a plot's own redline lives in `projects`.
"""
