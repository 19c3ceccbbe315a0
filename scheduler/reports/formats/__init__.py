"""Values as people and programs read them: numbers, JSON, CSV, sentences."""
