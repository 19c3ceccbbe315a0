"""What the commands share: options, places, tables, side-by-side text."""
