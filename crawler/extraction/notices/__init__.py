"""Is it an article at all? Notices, challenges, error pages, and the wordings they are told by."""
