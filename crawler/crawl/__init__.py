"""One run of one source, from its lease to its report."""
