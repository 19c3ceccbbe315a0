"""Hosts that may be mirrors: what speaks for them, and when they are accepted."""
