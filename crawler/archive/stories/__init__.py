"""Links between articles, and what people decided about them."""
