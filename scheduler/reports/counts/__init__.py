"""How much of everything: statistics, runs, mirrors."""
