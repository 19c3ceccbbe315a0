"""Listings → links: feeds, sitemaps and section pages. Pure; runs in the extraction pool's processes.

``listing_kinds`` names the kinds and what reads each. The readers take the same arguments and give a ``ParsedListing``.
They never raise on what a server sent: what cannot be read is a listing with a ``problem``.
"""
