"""What happens is told to the operator's targets, by a process of its own, out of the archive's outbox.

``fan_out`` turns what triggers wrote into the outbox, an event for one hook a row; ``sender`` tries them, each hook
beside the others; ``deliver`` knows the three ways out, and ``send_http``, ``send_program`` and ``send_apprise`` are
these. They are no second door for crawls: nothing of ``crawler`` can import them, and their addresses are the
operator's own.
"""
