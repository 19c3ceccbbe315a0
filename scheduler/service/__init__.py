"""What a process that crawls is made of, and what it does beside crawling."""
