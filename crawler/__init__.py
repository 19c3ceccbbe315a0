"""One crawl of one source: what is fetched, and what is the same as what.

The scheduler dispatches a crawl of each due source; it runs as a Scrapy crawl in the daemon's own event loop.
The spider (``spider``) reads, with conditional requests, the listings (``discovery``) of every mirror that is not
down (``mirrors``), turns each link into an article key without its host (``canonical``), and asks the index
(``index``) which keys are unknown: a known key costs no request, only a sighting. Unknown articles are fetched
once (``network`` guards the door), from the healthiest mirror, moving to the next when it fails. Each page is
checked, is it an article at all?, and extracted (``extraction``), canonicalized, sketched and judged
(``canonical``); archive (``archive``) and index record it; the run's report says what happened.
"""
