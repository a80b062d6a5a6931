"""The pages of the supervisors: the wall, the statistics, alerts and urge orders."""
