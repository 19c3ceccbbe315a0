"""Sentences of a source that name another address of it."""
