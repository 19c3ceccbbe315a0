"""Feeds: what the archive has, as feed readers take it.

``feed`` has the values, ``load_feed`` asks the archive, ``changes`` says what a revision changed, ``atom`` and
``json_feed`` write.
"""
