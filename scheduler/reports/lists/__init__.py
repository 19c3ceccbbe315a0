"""Lists of things: alarms, proposals, quarantine, articles."""
