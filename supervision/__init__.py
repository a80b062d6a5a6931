"""Who watches: the wall of running clocks, lights, the drill-down to the day, exports.

Only reads. What a clock is and how it counts lives in `clocks`; the rooms above change nothing through here.
"""
