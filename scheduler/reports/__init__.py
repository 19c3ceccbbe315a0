"""What is true now, read from the archive alone: values for the command line and the web pages alike.

``stats`` counts (its questions stand in ``counting``), ``history`` lists runs, ``search`` and ``explanation`` find all
that is known of one article (an ``account``), ``export`` hands the articles out. Each asks the database for no more
than it shows. ``evidence``, ``plain`` and ``telling`` put the values into words, ``jsontext`` into JSON.
"""
