"""The counts of the wall: kept by triggers and deltas, folded, moved from day to day, and proven."""
