"""How a paper looks: plain facts in, PDF bytes out. No Django, no rows, no network, no clock.

A paper is written in Chinese whatever language the screen has, because the paper itself is the
legal act; its wording is therefore literal here and not in a catalogue.

Equal facts give byte-identical files, so a stored digest can always be checked again. Text that
people typed is only ever drawn, never parsed: nothing here knows a markup language.
"""
