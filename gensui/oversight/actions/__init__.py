"""All writes of supervision."""
