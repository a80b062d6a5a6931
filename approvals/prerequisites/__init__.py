"""前置关系图: what of a stage is done, runs and waits, for whom and since when; drawn on the server, told as a table."""
