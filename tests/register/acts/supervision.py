"""Supervision, complaints, sanctions and appeals."""
