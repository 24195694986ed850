"""What the indicators of a month are called, and what each counts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "K01": _("Calls taken before the fourth ring"), "K02": _("Calls abandoned"), "K03": _("Requests sent on in time"),
    "K04": _("Records complete"), "K05": _("Orders rightly sent"), "K06": _("Contact in time"), "K07": _("Arrival in time"),
    "K08": _("Survey and plan in time"), "K09": _("General repairs in two hours"), "K10": _("Times of completion kept"),
    "K11": _("Results reported in time"), "K12": _("Owners told in time"), "K13": _("Progress told in time"),
    "K14": _("Departments agreed in time"), "K15": _("Requests completed"), "K16": _("Return visits made"),
    "K17": _("Return visits in their window"), "K18": _("Owners reached by visits"), "K19": _("Owners content"),
    "K20": _("Repairs done again"), "K21": _("Complaints per thousand homes"), "K22": _("Complaints settled in time"),
    "K23": _("Errors"), "K24": _("Points scanned"), "K25": _("Rounds begun in time"), "K26": _("Gate decided in time"),
    "K27": _("On the scene in a minute"), "K28": _("Daily reports in time"), "K29": _("Cleaning done in time"),
    "K30": _("Inspections passed"), "K31": _("Greening done and announced"), "K32": _("Trainings in time"),
    "K33": _("Corrections in time"), "CALLS": _("Quality of calls"), "TEAM": _("The team's scores"),
    "PLAN": _("Inspections held"), "APPEALS": _("Appeals decided in time"),
}  # fmt: skip
COUNTED: dict[str, Any] = {
    "K01": _("Calls answered before the fourth ring, of those answered or still ringing at the fourth."),
    "K02": _("Calls whose caller hung up after five seconds or more, of all calls that rang."),
    "K03": _(
        "Requests, and orders that came back, sent to a department or answered in time, of those whose time for it ended in "
        "the month."
    ),
    "K04": _("Intake records with every field they need, of all that were confirmed."),
    "K05": _(
        "Requests whose order was never returned as another department’s, of all sent to a department; each once, however "
        "often it was sent."
    ),
    "K06": _(
        "Contacts in time, or as many tries as the policy asks for, of the contacts that fell due; orders and redos each count."
    ),
    "K07": _(
        "Arrivals by the appointment or within the limit, of the arrivals that fell due: repair, cleaning and greening."
    ),
    "K08": _(
        "Plans put to the owner in time after arriving, or after a no or a wish for changes, of the plans that fell due."
    ),
    "K09": _(
        "General repairs done within the limit from their start, without the time they stood still, of those that fell due."
    ),
    "K10": _(
        "Times of completion that were kept, of those given that fell due, as they stood last; moved once it counts half, "
        "moved more often not at all."
    ),
    "K11": _("Results that the handler reported in time, of the reports that fell due."),
    "K12": _(
        "Results that the owner was told in time, of those that were to be told in the month; where the report came late, the "
        "later limit counts."
    ),
    "K13": _("Intervals of a day in which the owner heard of progress or the work was done, of all that ended."),
    "K14": _("Questions between departments agreed or decided in time, of those that fell due."),
    "K15": _(
        "Requests done by the time their order required and not taken up again in the month, of those required in the month; "
        "where the owner agreed to another time, it is counted by that time."
    ),
    "K16": _("Return visits made, or given up after all tries, in time or late, of those whose window ended."),
    "K17": _("Return visits made or given up inside their window, of those whose window ended."),
    "K18": _("Return visits at which the owner answered, of those whose window ended."),
    "K19": _(
        "Owners who said at the return visit that they are satisfied or basically satisfied, or gave four or five stars, of the "
        "evaluations that count: the owner’s own, or with proof on record, three at most of one owner for one employee in a month."
    ),
    "K20": _("Repairs taken up again within the term of the policy (C51), of the repairs done in the month."),
    "K21": _("Complaints found justified in the month, wholly or in part, to a thousand homes lived in."),
    "K22": _("Steps of complaints done in time, deciding and telling the result, of those that fell due."),
    "K23": _(
        "Errors, one for each case and step: promises not kept, orders returned, items that did not pass, complaints found "
        "justified; of the promises handled. A sheet leaves out what another of its lines weighs."
    ),
    "K24": _("Points of rounds that were proved by a scan or on paper, of all points of the rounds walked."),
    "K25": _("Rounds begun in time, of the rounds that fell due."),
    "K26": _("Arrivals at the gate decided within the limit, of all arrivals: admitted, refused or asked to wait."),
    "K27": _("Emergencies and drills with a guard there within the limit, of all."),
    "K28": _("Daily reports handed in by the hour the policy names, of the days."),
    "K29": _("Cleaning tasks and full bins done in their time, of those that fell due."),
    "K30": _("Items that passed when work was checked or inspected, of the items looked at."),
    "K31": _("Greening tasks done in time and announced in time, of the tasks that fell due."),
    "K32": _("Trainings attended in time, for newcomers the induction passed, of those that fell due."),
    "K33": _("Findings put right and verified in time, of those that fell due."),
    "CALLS": _("Points given by whoever listened to the calls, of those that could be given."),
    "TEAM": _(
        "The mean of the team’s scores, by what each does with the own hands, without what weighs on this sheet itself; it is "
        "evidence as far as its members are known well enough for a grade."
    ),
    "PLAN": _("Regular inspections held in time, of those that fell due."),
    "APPEALS": _("Appeals decided in time, of those that fell due."),
}
"""In the words that stand beside each figure: they promise no more than is counted."""
VERDICTS: dict[str, Any] = {
    "kept": _("counts for"), "half": _("counts half"), "failed": _("counts against"), "left_out": _("left out"),
}  # fmt: skip
