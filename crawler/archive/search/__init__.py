"""Full text: the index of what stands, kept true with it, and asked for words."""
