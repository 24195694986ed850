"""What reports refuse."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class MonthNotBegun(Refusal):
    """There is nothing to count yet."""

    code = "month_not_begun"

    def __init__(self, month: str) -> None:
        super().__init__(_("{month} has not begun. Choose this month or an earlier one.").format(month=month))


class MonthNotOver(Refusal):
    """Figures that still change are not laid open."""

    code = "month_not_over"

    def __init__(self, month: str) -> None:
        super().__init__(
            _(
                "{month} was not over when this was counted. Make the report anew after its end, then publish it."
            ).format(month=month)
        )


class NotReady(Refusal):
    """The report is not made, or is not one that can be published."""

    code = "report_not_ready"

    def __init__(self) -> None:
        super().__init__(_("Only a month's report that is ready can be published."))


class AlreadyPublished(Refusal):
    """The same figures are open already."""

    code = "already_published"

    def __init__(self, month: str) -> None:
        super().__init__(_("The figures of {month} are published, just as they stand here.").format(month=month))


class StillWaits(Refusal):
    """A report that is being made cannot be tried again."""

    code = "report_waits"

    def __init__(self) -> None:
        super().__init__(_("Only a report that could not be made can be tried again."))
