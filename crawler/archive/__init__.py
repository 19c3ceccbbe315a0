"""The truth: articles, revisions, sightings, pages with their verdicts, runs. The only modules that talk SQL."""
