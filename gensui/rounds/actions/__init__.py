"""All that can be done with plans, rounds and their proofs."""
