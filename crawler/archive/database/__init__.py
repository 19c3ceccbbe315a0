"""The database under the archive: engines, schema upgrades, backup, checks."""
