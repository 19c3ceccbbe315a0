"""The fast path over the archive: known keys, sketches, listings, politeness, leases. Alone in talking to Redis.

It can be emptied at any time: ``crawler.maintenance.rebuild_index`` makes it anew from the archive. A lookup that
can fail never answers "no".
"""
