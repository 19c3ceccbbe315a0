"""What is true now, read from the archive alone. Each question asks the database for no more than it shows.

``counts`` is how much of everything: statistics, the runs, the size of the index, how mirrors are and which hosts may
be some. ``lists`` is what there is: articles to export, sightings, alarms, pages in quarantine. ``article`` is what is
known of one article: where it stands, what it said when, and why each page was judged as it was. ``formats`` is how
values are written: as text, JSON or CSV.

A module loads frozen values from the archive; ``…_lines`` and ``…_table`` write them for people, ``…_facts`` for
JSON.
"""
