"""What the clock does: the timetable, and one thin repeatable job per file."""
