"""The kernel: time, command registry, case journal, outbox, national codes, file store.

Holds nothing of the business; every other room stands on it and it imports none of them.
"""
