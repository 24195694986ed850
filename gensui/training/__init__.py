"""Courses, sessions, tests and certificates, and who has signed which version of the policy."""
