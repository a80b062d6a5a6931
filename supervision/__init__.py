"""Who watches: the wall of running clocks, lights, drill-down to the day. Only reads."""
