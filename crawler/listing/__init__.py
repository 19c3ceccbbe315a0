"""What a run reads for links, and what it decides to fetch."""
