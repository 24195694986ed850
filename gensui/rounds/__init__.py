"""Duties that nobody asks for: patrols, cleaning and greening by plan, each with its proof."""
