"""The policy's own life: drafts, consultation, what would have been, and adoption."""
