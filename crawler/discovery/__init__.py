"""Listings → links: feeds, sitemaps and section pages. Pure; runs in the extraction pool's processes."""
