"""The texts of revisions, and the lines that do not count in them."""
