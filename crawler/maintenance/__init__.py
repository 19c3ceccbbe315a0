"""What leaves the stores, or is made anew in them; and the folder that holds them."""
