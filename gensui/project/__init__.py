"""Settings and start: what puts the house on a machine. Imported by nobody."""
