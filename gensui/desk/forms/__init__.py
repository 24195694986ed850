"""Forms of the desk: they clean what was typed, and say what an act needs of it. They do nothing else."""
