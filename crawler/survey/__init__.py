"""A site from one address → the source that it would make, with samples and warnings.

``survey_site`` asks, one request after the other; everything else is pure: what a page shows of its site
(``site_page``), which feeds are its own (``choose_feeds``), what its articles' addresses look like
(``infer_template``), what it is called and how often it publishes (``site_facts``), what is wrong with the samples
(``sample_warnings``). Nothing here writes anything.
"""
