"""The face for staff: the desk on a wide screen, the field on a telephone."""
