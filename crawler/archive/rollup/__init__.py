"""What happened on each day: counted, kept, and counted anew where something changed."""
