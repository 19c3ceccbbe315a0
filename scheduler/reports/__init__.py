"""What is true now, read from the archive alone: values for the command line and the web pages alike.

``stats`` counts, ``history`` lists runs, ``search`` and ``explanation`` tell all that is known of one article,
``export`` hands the articles out. Each asks the database for no more than it shows. ``evidence``, ``plain`` and
``telling`` put the values into words, ``jsontext`` into JSON.
"""
