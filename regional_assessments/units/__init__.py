"""Assessment units 区域评估单元: what a zone has had assessed once, version by version, and what single projects save by it.

`kinds`, `rules` and `reuse` are pure; `cover` looks units up on the map; commands write, one chain per zone.
"""
