"""The way in and out: event logs (XES, CSV) of other systems read as history cases, and our own cases written as XES.

What a case is and how its days count lives in the rooms above; this room translates, and writes only history cases.
"""
