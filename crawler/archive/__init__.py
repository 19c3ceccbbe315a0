"""The truth: articles, revisions, sightings, pages with their verdicts, runs.

Functions take a connection first, and alone write to it but for ``crawler.maintenance.reextract``; reports ask with
queries of their own. Not only a store: within one transaction it settles disputes between mirrors, raises alarms, parts
articles into stories and weighs proposals, by the pure rules of ``crawler.canonical`` and ``crawler.mirrors``.
"""
