"""The life of a request, from the first ring to the return visit."""
