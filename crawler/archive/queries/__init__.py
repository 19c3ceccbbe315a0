"""Forms of statements that several rooms share."""
