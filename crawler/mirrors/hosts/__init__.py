"""Host names: which are one site, which serve everybody, which mirrors are sent to when seized."""
