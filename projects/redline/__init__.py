"""Reading a land redline 用地红线 without trusting the file: kinds, coordinate systems, rings, areas. No Django here.

``reading.read_upload`` (files, in a killable child) and ``typed.read_typed`` (pasted or drawn coordinates) are the
doors; both return a ``RedlineReading`` or raise ``RedlineError``.
"""
