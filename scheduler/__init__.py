"""When each source is crawled, and what people see of it.

``cli`` is what people type, ``daemon`` what ``mirrorfold run`` starts, ``crawl_once`` one crawl without it, ``demo``
both on a small news site of this machine. ``schedule`` says when a source is due and starts its crawl. ``service`` is
what a process that crawls is made of: the stores, the control socket, the reload of the configuration, alarms handed
over. ``orders`` is what people ask for beside crawls: purge, restore, probe, accept a mirror, judge a file.
``watching`` is whether all is well: health checks, freshness, metrics, the doctor, the log. ``reports`` is what is
true now, read from the archive alone.
"""
