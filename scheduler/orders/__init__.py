"""What people ask for beside crawls."""
