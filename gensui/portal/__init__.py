"""The face for owners, on any telephone."""
