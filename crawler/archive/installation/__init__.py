"""An installation of several machines, as its archive knows it: on PostgreSQL alone."""
