"""What hooks are told, as events of CloudEvents; and how it stands with them."""
