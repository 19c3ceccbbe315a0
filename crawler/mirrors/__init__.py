"""Mirrors that come and go: what an answer says of a mirror, its health, and which one to ask next. Pure."""
