"""What cannot be done is refused with a code for machines and a sentence for people; each face has one translator."""

from typing import ClassVar


class Refusal(Exception):
    """Something was asked that cannot be done. Nothing of it was done."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)
