"""The way out: which addresses, URLs and hosts may be asked, and what stands between us and a socket."""
