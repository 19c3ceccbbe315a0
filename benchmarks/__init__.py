"""Both sides of every claim in one run: ``make bench``. Ratios and medians, with the machine and the versions."""
