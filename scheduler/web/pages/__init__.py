"""A module a page: ``load_…(connection, view)`` → the page's facts, plain values and frozen records of the reports.

The same facts are the page's JSON. Nothing here writes, and nothing here asks SQL.
"""
