"""A page's tree → the paragraphs of its article."""
