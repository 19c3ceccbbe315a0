"""What stands on a page and is not the article: labels, promotions, links to others."""
