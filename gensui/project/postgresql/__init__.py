"""PostgreSQL, with a look at the line that costs no trip."""
