"""Training, assessment, reward and the policy itself."""

from tests.register.table import requests
from tests.register.table.row import Row

COUNTED = "7 00:00:00 time_passes; 8 09:00 month_counted"
MONTH = f"{COUNTED}; 8 10:00 month_confirmed"
OUT = f"{MONTH}; 8 11:00 month_published"
WINTER = (
    f"{MONTH}; 69 09:00 month_published; 70 09:00 month_counted period=2027-01; 70 10:00 month_confirmed period=2027-01"
)
STAR = (
    "09:58 request_accepted kind=enquiry; 10:00 answered_on_the_spot; "
    "10:18 request_accepted kind=enquiry; 10:20 answered_on_the_spot; "
    "10:38 request_accepted kind=enquiry; 10:40 answered_on_the_spot; 7 00:00:00 time_passes; 8 09:00 star_nominated"
)
"""One call keeps fewer promises than a star has to show (C41)."""
POOR = (
    f"{requests.TOLD}; 12:55 rated; 13:00 owner_discontent; 13:30 redo_ordered; 15:00 done_again; 16:00 rated; "
    f"{MONTH}; 8 11:00 month_published"
)
SPRING = "09:00 time_passes; 127 12:00 time_passes"
SUMMER = f"{SPRING}; 182 08:00 time_passes"
SURVEY = "12:00 time_passes; 390 09:00 survey_opened; 391 09:00 survey_answered"
ADOPTED = "10:00 time_passes; 341 12:00 time_passes"
"""The policy has been in force since the first of November, eight in the morning, and nobody ever amended it."""
VISITOR = "09:00 visitor_arrives; 09:02 visitor_cleared; 2 12:00 time_passes"

ROWS: tuple[Row, ...] = (
    # 5.1: training
    Row("5.1.1", "09:00 joined; 8 09:00 induction", "09:00 joined; 8 09:00:01 induction", "9 00:00:00"),
    Row(
        "5.1.2",
        "09:00 induction_planned",
        "09:00 induction_planned modules=policy,flows",
        "2 00:00:00",
        refused="5.1.2",
    ),
    Row(
        "5.1.5",
        f"{SPRING}; 127 12:00 everybody_trained kind=quarterly",
        f"{SPRING}; 128 12:00 everybody_trained kind=quarterly",
        "128 18:00:00",
        since="100 00:00:00",
    ),
    Row(
        "5.1.6",
        "09:00 everybody_trained kind=quarterly",
        "09:00 everybody_trained kind=quarterly modules=updates,cases",
        "2 00:00:00",
    ),
    Row(
        "5.1.7",
        f"{SUMMER}; 219 00:00:00 everybody_trained kind=special",
        f"{SUMMER}; 219 00:00:01 everybody_trained kind=special",
        "219 12:00:00",
        since="100 00:00:00",
    ),
    Row(
        "5.1.8",
        f"{SUMMER}; 219 00:00:00 everybody_trained kind=drill",
        f"{SUMMER}; 219 00:00:01 everybody_trained kind=drill",
        "219 12:00:00",
        since="100 00:00:00",
    ),
    # 5.2: the month's assessment, and what owners think
    Row(
        "5.2.1",
        f"{WINTER}; 97 00:00:00 month_published period=2027-01",
        f"{WINTER}; 97 00:00:01 month_published period=2027-01",
        "97 12:00:00",
    ),
    Row(
        "5.2.2",
        "7 00:00:00 time_passes; 8 09:00 month_counted",
        "09:00 policy_drafted clause=C30.1 drop=indicators; 2 09:30 policy_approved; 8 09:00 month_counted",
        "9 00:00:00",
        refused="5.2.2",
    ),
    Row("5.2.3", f"{MONTH}; 14 00:00:00 month_published", f"{MONTH}; 14 00:00:01 month_published", "14 12:00:00"),
    Row(
        "C40.1",
        "7 00:00:00 time_passes; 9 23:00 month_confirmed",
        "7 00:00:00 time_passes; 10 09:00 month_confirmed",
        "10 12:00:00",
    ),
    Row("C40.2", f"{COUNTED}; 13 00:00:00 month_confirmed", f"{COUNTED}; 13 00:00:01 month_confirmed", "13 12:00:00"),
    Row("C40.3", f"{OUT}; 13 11:00:00 sheets_read", f"{OUT}; 13 11:00:01 sheets_read", "13 18:00:00"),
    Row("5.2.7", f"{SURVEY}; 403 00:00:00 survey_closed", f"{SURVEY}; 403 00:00:01 survey_closed", "403 12:00:00"),
    Row("5.2.8", f"{POOR}; 15 11:00 talked", f"{POOR}; 15 11:00:01 talked", "15 18:00:00"),
    # 6.2: stars and ideas
    Row("6.2.1", f"{STAR}; 17 00:00:00 star_decided", f"{STAR}; 17 00:00:01 star_decided", "17 12:00:00"),
    Row(
        "6.2.2",
        f"{STAR}; 8 10:00 star_decided; 39 10:00 star_given",
        f"{STAR}; 8 10:00 star_decided; 39 10:00:01 star_given",
        "39 12:00:00",
    ),
    Row("6.2.3", STAR, f"{STAR} number=C05", "9 00:00:00", refused="評星須有數據為證"),
    Row(
        "6.2.4",
        "09:00 idea_submitted; 29 09:00 idea_answered",
        "09:00 idea_submitted; 29 09:00:01 idea_answered",
        "29 12:00:00",
    ),
    Row("6.2.5", "09:00 idea_submitted", "09:00 idea_submitted effect=nothing", "2 00:00:00", refused="effect: "),
    # 7: the policy's own life
    Row(
        "7.2",
        "09:00 time_passes; 8 09:00 everybody_signs",
        "09:00 time_passes; 8 09:00:01 everybody_signs",
        "9 00:00:00",
    ),
    Row("7.3", f"{ADOPTED}; 342 08:00:00 policy_reviewed", f"{ADOPTED}; 342 08:00:01 policy_reviewed", "342 12:00:00"),
    Row(
        "7.5",
        f"{VISITOR}; 32 06:00 time_passes; 32 11:00 time_passes",
        f"{VISITOR}; 31 12:00 worker_stopped; 32 12:00:01 worker_started",
        "33 00:00:00",
    ),
)
