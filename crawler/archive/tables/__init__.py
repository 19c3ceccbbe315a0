"""The archive's tables, by subject."""
