"""The seeded province: clearly fictional people, enterprises and projects with a living history.

Plays everything through the same commands people use; refuses to run in production.
"""
