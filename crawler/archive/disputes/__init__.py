"""Mirrors that disagree about an article: audits, observations, alarms."""
