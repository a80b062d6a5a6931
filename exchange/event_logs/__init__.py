"""Event logs (事件日志): mapping, reading, what they mean to a clock, and writing."""
