"""All that is known of an article or a story."""
