"""How a file is answered, and how its notice reaches the person. Its other steps stand among ``people``."""

from gensui.core.events.base import happens
from gensui.core.events.people import PersonEvent


@happens("defence.added", follows="defence.heard", same="violation")
class DefenceAdded(PersonEvent):
    """The employee added to his side, or said that this is all: ``all_said``."""

    violation: str = ""
    all_said: bool = False


@happens("notice.handed_over", follows="sanction.issued", same="violation")
class NoticeHandedOver(PersonEvent):
    """The notice was handed over on paper; it is served once the ``witness`` has confirmed it."""

    violation: str = ""
    witness: str = ""
    signature: str = ""


@happens("notice.denied", follows="notice.handed_over", same="violation")
class NoticeDenied(PersonEvent):
    """Who was named as witness did not see the notice handed over: it is not served."""

    violation: str = ""


@happens("appeal.entered", follows="appeal.filed", same="violation")
class AppealEntered(PersonEvent):
    """What was decided outside the house on an appeal was entered; it counts once a second person has confirmed it."""

    violation: str = ""


@happens("appeal.returned", follows="appeal.entered", same="violation")
class AppealReturned(PersonEvent):
    """What was entered as decided outside was not confirmed: the appeal is still to be decided."""

    violation: str = ""


@happens("talk.answered", follows="talk.recorded")
class TalkAnswered(PersonEvent):
    """The employee answered to what was noted of a talk."""


@happens("rectification.reported", follows="sanction.issued sanction.served", same="violation")
class RectificationReported(PersonEvent):
    """The person wrote what was done to put the matter right."""

    violation: str = ""
