"""Listings → links: feeds, sitemaps and section pages. Pure; runs in the extraction pool's processes.

``read_feed``, ``read_sitemap`` and ``read_section`` take the same arguments and answer with the same ``Listing``.
They never raise on what a server sent: what cannot be read is a listing with a ``problem``.
"""
