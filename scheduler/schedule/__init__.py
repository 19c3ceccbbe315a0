"""When a source is due, and the one way to its crawl."""
