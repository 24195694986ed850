"""What goes into a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(said: object) -> str:
    """The text as it is read, never as a formula: what people typed is not to be carried out by who opens the file."""
    text = str(said)
    return f"'{text}" if text.startswith(FORMULA) else text
