"""A simulated community: who lives and works there, and what happens, hour by hour. Pure: no database, no clock of its own."""
