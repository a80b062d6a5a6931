"""Rows of the supervisors, one module a concept; import them here so that Django finds them."""
