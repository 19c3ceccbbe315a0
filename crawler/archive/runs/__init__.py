"""Runs, and what the schedule knows of the past."""
