"""`{{ row.material_name|stored }}`: a catalogue text that a row keeps in Chinese, in the reader's language."""

from django import template

from catalogue.speech import stored

register = template.Library()

register.filter("stored", stored)
