"""Whether all is well: probes of supervisors, metrics, diagnosis."""
