"""The way in for programs: a call centre, an owners' app, a wall of screens. JSON, with a token; no rules of its own."""
