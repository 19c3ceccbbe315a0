"""A page becomes an article with a verdict: candidates are found, judged, recorded."""
