"""One visit to a proposed host, to see whether it carries the source's articles.

``probe`` asks for it and weighs what it brought; ``visit`` says which pages are asked for, one after the other;
``probe_spider`` fetches them through the download handler that every crawl uses; ``probe_tasks`` is what the extraction
pool does with each.
"""
