"""National codes (国家标准编码): pure parsers, one file for each standard.

Here live the shapes, check characters and normal forms of the codes that people type or systems exchange:
credit codes, identity numbers, regions, projects, industries, case numbers and licence identifiers. Nothing here
knows Django or a database except `validators.py`, which turns a `CodeError` into a sentence for a form. Whether a
region or an enterprise *exists* is not decided here: callers pass the table they know.
"""
