"""The gate, emergencies, and the security report of the day."""
