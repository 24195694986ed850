"""What the mailbox for complaints refuses."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class NoComplaints(Refusal):
    """There is no category of complaints."""

    code = "no_complaints"

    def __init__(self) -> None:
        super().__init__(_("No category of complaints is in use: bring one in, then move the mail back to the inbox."))
