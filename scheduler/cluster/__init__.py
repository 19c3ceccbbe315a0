"""Several machines: one process leads and schedules, others work. On PostgreSQL; one machine imports none of this."""
