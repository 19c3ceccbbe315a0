"""What one run is handed, what it counts, and how it ends early."""
