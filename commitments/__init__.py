"""Promises: notice-and-commitment, late filing, build first and verify later."""
