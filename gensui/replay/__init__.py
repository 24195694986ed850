"""Somebody's history of requests, read from a file and run through a policy in memory. No tables, no clock."""
