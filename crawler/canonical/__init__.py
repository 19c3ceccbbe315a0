"""What is the same as what: URLs to keys, texts to sketches, pages to verdicts, verdicts to stories. Pure."""
