"""What the indicators of a month are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "K01": _("Calls taken before the fourth ring"), "K02": _("Calls abandoned"), "K03": _("Requests sent on in time"),
    "K04": _("Records complete"), "K05": _("Orders rightly sent"), "K06": _("Contact in time"), "K07": _("Arrival in time"),
    "K08": _("Survey in time"), "K09": _("General repairs in two hours"), "K10": _("Times of completion kept"),
    "K11": _("Results reported in time"), "K12": _("Owners told in time"), "K13": _("Progress told in time"),
    "K14": _("Departments agreed in time"), "K15": _("Requests completed"), "K16": _("Return visits made"),
    "K17": _("Return visits in their window"), "K18": _("Owners reached by visits"), "K19": _("Owners content"),
    "K20": _("Repairs done again"), "K21": _("Complaints per thousand homes"), "K22": _("Complaints settled in time"),
    "K23": _("Errors"), "K24": _("Points scanned"), "K25": _("Rounds begun in time"), "K26": _("Gate decided in five minutes"),
    "K27": _("On the scene in a minute"), "K28": _("Daily reports in time"), "K29": _("Cleaning done in time"),
    "K30": _("Inspections passed"), "K31": _("Greening done and announced"), "K32": _("Trainings passed"),
    "K33": _("Corrections in time"), "CALLS": _("Quality of calls"), "TEAM": _("The team's scores"),
    "PLAN": _("Inspections held"), "APPEALS": _("Appeals decided in time"),
}  # fmt: skip
POSTS: dict[str, Any] = {
    "agent": _("front desk"), "repairer": _("repair"), "guard": _("security"), "cleaner": _("cleaning"),
    "gardener": _("greening"), "leader": _("team leader"), "head": _("head of department"), "administration": _("administration"),
}  # fmt: skip
VERDICTS: dict[str, Any] = {
    "kept": _("counts for"), "half": _("counts half"), "failed": _("counts against"), "left_out": _("left out"),
}  # fmt: skip
