"""One crawl of one source: what is fetched, and what is the same as what.

The scheduler dispatches a crawl of each due source; it runs as a Scrapy crawl in the daemon's own event loop
(``crawl``). The spider reads, with conditional requests, the listings of every mirror that is not out of use
(``mirrors``), turns each link into an article key without its host (``canonical``), and asks the index (``index``)
which keys are unknown (``listing``): a known key costs no request, only a sighting. Unknown articles are fetched once
(``fetching``, through ``network``), from the healthiest mirror, moving to the next when it fails. The pool's
processes (``reading``) turn listings into links (``discovery``) and pages into articles, if they are any
(``extraction``). Each article is canonicalized, sketched and judged (``judging``); archive (``archive``) and index
record it; the run's report (``context``) says what happened.
"""
