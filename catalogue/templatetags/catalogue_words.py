"""`{{ row.material_name|stored }}`: a catalogue text that a row keeps in Chinese, in the reader's language.

`{{ item.name|in_words }}`: a catalogue text with both its languages, in the reader's.
"""

from django import template

from catalogue.speech import local, stored

register = template.Library()

register.filter("stored", stored)
register.filter("in_words", local)
