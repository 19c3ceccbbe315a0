"""Pages as they are fetched and judged: sightings, quarantine, verdicts."""
