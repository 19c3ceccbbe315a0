"""Between a request and its answer: middlewares, the download handler, failures in words, the pool's reading."""
