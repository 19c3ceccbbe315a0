"""Mirrors and proposed mirrors as they were left."""
