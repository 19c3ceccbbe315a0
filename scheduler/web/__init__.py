"""The pages: what ``mirrorfold run`` shows in a browser, read from the archive, and what may be decided there.

``listener`` is where they are, ``server`` answers in the daemon's own loop, and ``guard`` stands before everything: who
may ask, by which name, and what every answer says of itself. ``routes`` is the table of what there is. ``pages`` has a
module a page: archive and daemon → its facts, which ``rendering`` writes as HTML and ``answers`` as JSON. No page asks
SQL of its own: that is ``scheduler.reports``'s. ``forms`` takes what is sent, ``decisions`` does what a person decides,
by the code that the command line calls as well.
"""
