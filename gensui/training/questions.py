"""Questions as plain values: one right option, several, or a number; read from lines, checked, and marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from gensui.training.models import TONGUES
from gensui.training.refusals import BadQuestions, TongueDiffers

Question = Mapping[str, Any]


def sort_of(question: Question) -> str:
    """What kind of answer it asks for: ``one``, ``many`` or ``number``."""
    if not question["options"]:
        return "number"
    return "many" if len(question["right"]) > 1 else "one"


def check(questions: Sequence[Question]) -> None:
    """Refuses a question without text or right answer, with one option, or a right one that is none (``BadQuestions``)."""
    for place, one in enumerate(questions, 1):
        options, right = one.get("options", []), one.get("right", [])
        inside = all(type(answer) is int and 0 <= answer < len(options) for answer in right)
        if not one.get("text") or not right or len(options) == 1 or (options and not inside):
            raise BadQuestions(place)


def read(text: str) -> list[dict[str, Any]]:
    """Questions as they are typed: a line for the question, then ``-`` or ``*`` (right) before each option, or ``=`` and a number;
    an empty line between two. Refuses what ``check`` does.
    """
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        options = [line[1:].strip() for line in lines[1:] if line[0] in "-*"]
        right: list[int] = [place for place, line in enumerate(x for x in lines[1:] if x[0] in "-*") if line[0] == "*"]
        numbers = [line[1:].strip() for line in lines[1:] if line[0] == "="]
        if not options and len(numbers) == 1 and numbers[0].isdecimal():
            right = [int(numbers[0])]
        said = [{"en": option, "zh-Hant": option, "zh-Hans": option} for option in options]
        found.append({"text": dict.fromkeys(("en", "zh-Hant", "zh-Hans"), lines[0]), "options": said, "right": right})
    check(found)
    return found


def written(questions: Sequence[Question], language: str) -> str:
    """Questions as they are typed, the other way round."""
    blocks = []
    for one in questions:
        marks = ["*" if place in one["right"] else "-" for place in range(len(one["options"]))]
        lines = [f"{mark} {option.get(language, '')}" for mark, option in zip(marks, one["options"], strict=True)]
        blocks.append("\n".join([one["text"].get(language, ""), *(lines or [f"= {one['right'][0]}"])]))
    return "\n\n".join(blocks)


def together(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions as they are typed in several languages; a language that is left empty takes those of the first that is not.

    Refuses what ``check`` does, and languages that do not ask the same (``TongueDiffers``).
    """
    given = {language: read(text) for language, text in texts.items() if text.strip()}
    if not given:
        return []
    first = next(iter(given.values()))
    shape = [(len(one["options"]), one["right"]) for one in first]
    for language, questions in given.items():
        if [(len(one["options"]), one["right"]) for one in questions] != shape:
            raise TongueDiffers(TONGUES[language])
    said = {language: given.get(language, first) for language in texts}
    return [
        {
            "text": {language: questions[place]["text"][language] for language, questions in said.items()},
            "options": [
                {language: questions[place]["options"][option][language] for language, questions in said.items()}
                for option in range(len(one["options"]))
            ],
            "right": one["right"],
        }
        for place, one in enumerate(first)
    ]


def score(questions: Sequence[Question], answers: Sequence[Sequence[int]]) -> int:
    """Out of 100: a question counts if exactly the right answers were given."""
    given = [*answers, *([[]] * len(questions))]
    right = sum(set(one["right"]) == set(answer) for one, answer in zip(questions, given, strict=False))
    return round(100 * right / len(questions)) if questions else 0
