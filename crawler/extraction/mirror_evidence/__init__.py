"""What a page gives away about mirrors and impostors."""
