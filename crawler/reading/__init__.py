"""The killable pool, and what its processes do: read a page, read a listing."""
