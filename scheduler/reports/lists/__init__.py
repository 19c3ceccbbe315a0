"""Lists of things: articles, their sightings, alarms, quarantine."""
