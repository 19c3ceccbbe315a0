"""The outbox: what hooks are told, in order, until they have taken it."""
