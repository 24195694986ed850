"""What a cell of a file that is brought in may be."""


class BadCell(Exception):
    """A cell that cannot be used: the column, what stands there, and why not."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        super().__init__(column, value, reason)
        self.column, self.value, self.reason = column, value, reason
