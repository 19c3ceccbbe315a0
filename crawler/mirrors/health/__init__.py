"""What an answer says of a mirror, its state, and which mirror is asked next."""
