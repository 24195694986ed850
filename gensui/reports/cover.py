"""What ``verify`` compares with the log, table by table, and what it does not, and why.

Every table of the house stands in one of two lists. A test fails for one that stands in neither, and changes each column that
is said to be compared, to see that it is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    """Why something is not compared."""

    UNTOLD = "untold", _("no event tells what was written there")
    TIMES = "times", _("it is worked out when an event happens, and follows from what is compared")
    PERSONAL = "personal", _("it is a person's own, to be put right or erased: events tell which field, not what")
    PASSING = "passing", _("it serves work that is under way, and goes when that is done")
    SIGNING_IN = "signing_in", _("it belongs to accounts and signing in, where no promise is judged")
    COUNTED = "counted", _("it is made again from what is compared")
    SEALED = "sealed", _("it is sealed, and so short that its digest would give it away")
    DEVICE = "device", _("it is what a telephone or another system said")


@dataclass(frozen=True, slots=True)
class Cover:
    """Of a table of which each row has to stand in the log: the columns that are compared, and why the others are not."""

    columns: frozenset[str]
    rest: Why | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not compared of a table: these columns, or all of it."""

    table: str
    columns: tuple[str, ...]
    why: Why
    whole: bool


def _cover(columns: str, rest: Why | None = None) -> Cover:
    return Cover(frozenset(columns.split()), rest)


COVERED: Mapping[str, Cover] = {
    "amendments.Draft": _cover("approved_by approved_at", Why.UNTOLD),
    "cases.Attachment": _cover("case digest file", Why.UNTOLD),
    "cases.Case": _cover(
        "year state department priority complexity channel request_type category round entered_at content", Why.TIMES
    ),
    "cases.Category": _cover(
        "name department priority complexity request_type words questions retired_at", Why.COUNTED
    ),
    "cases.Complaint": _cover("case remedy_sought facts valid decision prevention statement", Why.UNTOLD),
    "cases.Coordination": _cover("case number matter refusal decision", Why.TIMES),
    "cases.Evaluation": _cover("case round overall comment", Why.TIMES),
    "cases.HandlingRecord": _cover(
        "case round cause process parts materials labour_minutes result cost late_reason", Why.TIMES
    ),
    "cases.Message": _cover("case purpose author_key text", Why.TIMES),
    "cases.Note": _cover("case kind author_key text", Why.TIMES),
    "cases.PriceItem": _cover("name kind specification unit price most retired_at"),
    "cases.Quote": _cover(
        "case round version findings cause plan impact total payer consent consent_by consent_method answer "
        "override_reason bearer bearer_reason",
        Why.TIMES,
    ),
    "cases.QuoteLine": _cover("quote name specification unit quantity unit_price amount", Why.TIMES),
    "cases.ReturnVisit": _cover(
        "case round method visited_person service_score result_score punctual tidy charge_clear opinion outcome",
        Why.TIMES,
    ),
    "ledger.Event": _cover(
        "stream number kind actor occurred_at recorded_at data roles client_key hash version digests"
    ),
    "ledger.Obligation": _cover(
        "stream clause cause version role accountable holder segments opened_at running_since due_at not_before limit_us "
        "used_us same urgent stage next_check_at pausing paused_at state lapsed_at met_at met_by voided_at voided_by "
        "early_at excuse charged_to judged_due_at",
        Why.PASSING,
    ),
    "ledger.PolicyVersion": _cover("version starts_at adopted_at adopted_by files digest"),
    "ledger.Salt": _cover("stream number salt"),
    "oversight.Appeal": _cover(
        "sanction grounds statement hearing decision reasons outside decided_by countersigned_by kind_before entered entered_terms",
        Why.TIMES,
    ),
    "oversight.Award": _cover("reason figures objection", Why.TIMES),
    "oversight.Breach": _cover("employee stream clause cause standing words", Why.TIMES),
    "oversight.Deduction": _cover("sanction month amount_fen made_by", Why.TIMES),
    "oversight.Dispute": _cover("sheet indicator stream clause number text decision reason", Why.TIMES),
    "oversight.Enclosure": _cover("sanction kind digest file", Why.TIMES),
    "oversight.Figure": _cover("month department indicator part whole", Why.COUNTED),
    "oversight.Idea": _cover("title proposal effect answer before after", Why.TIMES),
    "oversight.Inspection": _cover("period summary", Why.TIMES),
    "oversight.Item": _cover("inspection subject reasons remark", Why.TIMES),
    "oversight.Judgement": _cover("item line clause verdict severity note", Why.TIMES),
    "oversight.Leaving": _cover("employee last_on noted_by countersigned_by", Why.PASSING),
    "oversight.Month": _cover("site first_on confirmed_by published_by digest", Why.COUNTED),
    "oversight.MonthSheet": _cover("month employee exact total grade coefficient reason confirmed_by", Why.COUNTED),
    "oversight.Pattern": _cover("kind where measures", Why.COUNTED),
    "oversight.PayTerms": _cover("employee since_on contract compensation_clause city", Why.SEALED),
    "oversight.Picture": _cover("digest file", Why.UNTOLD),
    "oversight.Rectification": _cover("clause severity about problem", Why.TIMES),
    "oversight.Remark": _cover("sheet text author", Why.TIMES),
    "oversight.Reply": _cover("rectification round cause measures result remark", Why.TIMES),
    "oversight.Sanction": _cover(
        "state clause severity facts evidence loss_fen hearing defence kind reasons basis check_note negligence claim_fen "
        "percent signature self_criticism opened_by decided_by countersigned_by served_by witness rectified_by put_right checked",
        Why.TIMES,
    ),
    "oversight.ScoreLine": _cover(
        "sheet indicator part whole rate judged basis weight usual_weight score", Why.COUNTED
    ),
    "oversight.SheetAppeal": _cover(
        "sheet grounds statement decision grade reasons outside changed entered entered_terms", Why.TIMES
    ),
    "oversight.SurveyAnswer": _cover("survey marks text", Why.PERSONAL),
    "oversight.Survey": _cover("", Why.UNTOLD),
    "oversight.Talk": _cover("employee words held_by answer", Why.TIMES),
    "people.Area": _cover("site name"),
    "people.Building": _cover("site name"),
    "people.Employee": _cover("department role", Why.PERSONAL),
    "people.Post": _cover("department name fills retired_at"),
    "people.Shift": _cover("department name starts ends retired_at"),
    "people.Site": _cover("name zone hotline", Why.UNTOLD),
    "people.Unit": _cover("building staircase room", Why.COUNTED),
    "people.User": _cover("is_superuser is_staff", Why.SIGNING_IN),
    "people.User_groups": _cover("user group"),
    "people.User_user_permissions": _cover("user permission"),
    "reports.Published": _cover("site month figures digest published_by", Why.TIMES),
    "reports.Report": _cover("figures digest file", Why.PASSING),
    "rounds.Finding": _cover("key round kind reporter found_at", Why.TIMES),
    "rounds.Plan": _cover("", Why.UNTOLD),
    "rounds.Point": _cover("", Why.UNTOLD),
    "rounds.Report": _cover("", Why.UNTOLD),
    "rounds.Round": _cover("key plan slot state started_at finished_at passed checked_by", Why.UNTOLD),
    "rounds.Scan": _cover("round point proof at flags", Why.DEVICE),
    "security.DailyExplanation": _cover("report figure text written_by", Why.TIMES),
    "security.DailyReport": _cover(
        "day figures differences handover submitted_at submitted_by accepted_at accepted_by", Why.TIMES
    ),
    "security.GateEntry": _cover("", Why.UNTOLD),
    "security.Incident": _cover(
        "plan place cause injured evidence review measures state severity drill reporter first_guard reported_at on_scene_at "
        "controlled_at",
        Why.TIMES,
    ),
    "security.IncidentNotice": _cover("incident noted_by", Why.UNTOLD),
    "security.IncidentPhoto": _cover("incident digest file", Why.UNTOLD),
    "security.IncidentStep": _cover("incident key outcome note due_at done_by", Why.TIMES),
    "security.Pass": _cover("", Why.UNTOLD),
    "training.Attempt": _cover("questions answers score", Why.TIMES),
    "training.Course": _cover("kind name modules questions pass_mark minutes tries", Why.TIMES),
    "training.Seat": _cover("score", Why.TIMES),
    "training.Session": _cover("", Why.UNTOLD),
}

NOT_COVERED: Mapping[str, str] = {
    Why.UNTOLD: """
        amendments.Comment
        cases.Complaint_accused cases.Handover
        ledger.Outgoing ledger.Schedule
        oversight.Award_cases oversight.LegalBasis oversight.MinimumWage oversight.Pattern_cases
        oversight.Share oversight.Team oversight.Team_members oversight.Vote
        people.Absence people.Department people.Duty people.Household
        rounds.Announcement rounds.Announcement_buildings rounds.Plan_buildings
        rounds.Sort rounds.Stop
        training.Correction training.HalfDay training.SignIn training.SignOff
    """,
    Why.PERSONAL: "people.Resident",
    Why.PASSING: """
        amendments.Study cases.Draft cases.KeptPicture cases.Mailbox cases.SavedFilter ledger.Heartbeat ledger.Progress
        notices.Notice oversight.Counting
    """,
    Why.SIGNING_IN: """
        account.EmailAddress account.EmailConfirmation admin.LogEntry auth.Group auth.Group_permissions auth.Permission
        contenttypes.ContentType mfa.Authenticator people.AccessToken people.Attempts people.KeyMark people.OneTimeCode
        sessions.Session
    """,
    Why.DEVICE: "cases.Letter cases.PhoneCall rounds.Photo rounds.Sent",
}


def gaps() -> Iterator[Gap]:
    """What is not compared, by table."""
    whole = {table: why for why, tables in NOT_COVERED.items() for table in tables.split()}
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        table = model._meta.label
        columns = tuple(one.name for one in model._meta.concrete_fields if not one.primary_key)
        if table in whole:
            yield Gap(table, columns, Why(whole[table]), whole=True)
        elif rest := tuple(one for one in columns if one not in COVERED[table].columns):
            yield Gap(table, rest, COVERED[table].rest or Why.UNTOLD, whole=False)
