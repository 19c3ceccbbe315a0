"""What is true now, read from the archive alone. Each question asks the database for no more than it shows.

``counts`` is how much of everything: statistics, the runs, how mirrors are, the size of the index. ``lists`` is what
there is: articles to export, sightings, alarms, proposals, pages in quarantine, lines of boilerplate. ``article`` is
what is known of one article: where it stands, what it said when, and why each page was judged as it was. ``formats``
is how values are written: as text, JSON or CSV.

A module loads frozen values from the archive; ``…_lines`` and ``…_table`` write them for people, ``…_facts`` for
JSON.
"""
