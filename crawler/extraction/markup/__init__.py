"""Bytes → a tree of elements."""
