"""The one door to the network: the address guard, robots rules, and the downloader that waits for its slot."""
