"""Pages of this room by who uses them: applicant, window, desks and messages, the case."""
