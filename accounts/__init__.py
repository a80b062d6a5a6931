"""Regions, departments, enterprises, people, their roles and delegations; who may see what.

Knows nothing of projects: rows of lower rooms carry region, department and enterprise columns, and
`scope` turns a person into filters on them.
"""
