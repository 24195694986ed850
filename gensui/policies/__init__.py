"""The policy that comes with Gensui, as TOML, and reading policies from disk."""
