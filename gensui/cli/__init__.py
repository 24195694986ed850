"""The face for operators: one command for each thing that can be done from a shell."""
