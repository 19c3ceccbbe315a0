"""Keys of articles as they follow from what a source's file says of its addresses."""
