"""What leaves the archive, by age or for good."""
