"""Supervision, complaints, sanctions and appeals."""

from tests.register.table.row import Row

CLOSED = "09:58 request_accepted kind=enquiry; 10:00 answered_on_the_spot"
CHECKED = f"{CLOSED}; 11:00 spot_check_called"
FOUND = f"{CHECKED}; 11:30 inspection_held kind=spot finding=general"
GRAVE = f"{CHECKED}; 11:30 inspection_held kind=spot finding=major; 11:40 notice_issued"
COMPLAINED = "09:58 request_accepted; 10:00 assigned; 10:05 order_accepted; 11:00 complained"
PLANNED = f"{COMPLAINED}; 11:30 complaint_planned"
LOOKED_INTO = f"{PLANNED}; 12:00 complaint_investigated"
DECIDED = f"{LOOKED_INTO}; 14:00 complaint_decided"
NOTED = f"{FOUND}; 11:40 notice_issued"
ANSWERED = f"{NOTED}; 15:00 notice_answered; 4 08:00 time_passes"

EVE = "5 23:00 time_passes"
DAY_3, DAY_6, DAY_8, DAY_15 = (f"{day} 08:00 time_passes" for day in (3, 6, 8, 15))
"""Long ways that stories go together: the worker looks, and nobody does anything."""

ASKED = "09:00 file_opened"
HEARD = f"{ASKED}; 09:10 statement_given"
TO_SIGN = f"{HEARD}; 09:20 sanction_decided"
MORE = "09:00 file_opened severity=major; 09:10 statement_given; 09:20 sanction_decided"
ISSUED = f"{TO_SIGN}; 09:30 sanction_signed"
SERVED = f"{ISSUED}; 09:40 sanction_received"
APPEALED = f"{SERVED}; 10:00 appealed"
AGAIN = f"{ISSUED}; 2 09:00 file_opened; 2 09:10 statement_given; 2 09:20 sanction_decided kind=demerit"
COST = "08:30 wage_noted; 08:40 file_opened loss=1000; 08:50 statement_given"
CLAIMED = f"{COST}; 09:00 sanction_decided kind=compensation claim=500 negligence=gross basis=勞動合同第十二條"
OWED = f"{CLAIMED}; 09:10 sanction_signed; 09:20 sanction_received"
GRAVEST = "08:40 file_opened severity=critical; 08:50 statement_given"
ENDS = f"{GRAVEST}; 09:00 sanction_decided kind=dismissal basis=已公布的員工手冊第八條"
GOES = f"{ENDS} check=工會同意; 09:10 sanction_signed; 09:20 sanction_received"
LATE = f"{ISSUED}; {DAY_3}; {DAY_6}; {DAY_8}; 349 08:00 time_passes"
"""A notice that lies about for nearly a year; what is not served does not expire either."""

ROWS: tuple[Row, ...] = (
    Row(
        "6.1.5", "09:00 mailbox_read; 2 09:00 mailbox_read", "09:00 mailbox_read; 2 09:00:01 mailbox_read", "2 18:00:00"
    ),
    # 6.1: the team, inspections, complaints
    Row("6.1.1", "09:00 team_appointed", "09:00 team_appointed without=K01", refused="缺少：何靜"),
    Row("6.1.2", f"{EVE}; 6 00:00:00 inspection_held", f"{EVE}; 6 00:00:01 inspection_held", "6 00:00:00"),
    Row("C23.1", f"{FOUND}; 2 11:30 notice_issued", f"{FOUND}; 2 11:30:01 notice_issued", "2 12:00:00"),
    Row(
        "6.1.3",
        f"{NOTED}; 8 08:00 time_passes; 8 11:30 notice_answered; 10 11:00 notice_verified",
        f"{NOTED}; 8 08:00 time_passes; 8 11:30:01 notice_answered; 10 11:00 notice_verified",
        "10 12:00:00",
    ),
    Row("C23.2", f"{ANSWERED}; 4 15:00 notice_verified", f"{ANSWERED}; 4 15:00:01 notice_verified", "4 16:00:00"),
    Row("6.1.8", f"{GRAVE}; 2 11:40 notice_answered", f"{GRAVE}; 2 11:40:01 notice_answered", "2 12:00:00"),
    Row("C22.1", f"{COMPLAINED}; 13:00 complaint_acknowledged", f"{COMPLAINED}; 13:00:01 complaint_acknowledged"),
    Row(
        "C22.2", f"{COMPLAINED}; 2 11:00 complaint_planned", f"{COMPLAINED}; 2 11:00:01 complaint_planned", "2 12:00:00"
    ),
    Row("C22.3", DECIDED, f"{PLANNED}; 14:00 complaint_decided", refused="投訴先記下調查到的事實"),
    Row(
        "6.1.6",
        f"{LOOKED_INTO}; {DAY_6}; 6 11:00 complaint_decided",
        f"{LOOKED_INTO}; {DAY_6}; 6 11:00:01 complaint_decided",
        "6 12:00:00",
    ),
    Row("6.1.7", f"{DECIDED}; 15:00 complainant_told", f"{DECIDED}; 15:00:01 complainant_told"),
    Row(
        "6.3.10",
        "16:00 emergency_alarm; 16:10 crime_suspected; 16:40 police_told",
        "16:00 emergency_alarm; 16:10 crime_suspected; 16:40:01 police_told",
    ),
    # 6.3: hearing, decision, notice
    Row("C24.1", HEARD, f"{ASKED}; 09:10 silence_noted", refused="期限至 2026-11-27 09:00"),
    Row(
        "C24.2",
        f"{ASKED}; {DAY_6}; 6 09:00 statement_given",
        f"{ASKED}; {DAY_6}; 6 09:00:01 statement_given",
        "6 12:00:00",
    ),
    Row(
        "6.3.1",
        f"{TO_SIGN}; {DAY_8}; 8 09:00 sanction_signed",
        f"{TO_SIGN}; {DAY_8}; 8 09:00:01 sanction_signed",
        "8 12:00:00",
    ),
    Row("6.3.2", ISSUED, "09:00 file_opened clause=9.9.9", refused="制度中沒有這一條"),
    Row(
        "6.3.7",
        f"{AGAIN}; {DAY_8}; 9 09:00 sanction_signed",
        f"{AGAIN}; {DAY_8}; 9 09:00:01 sanction_signed",
        "9 12:00:00",
    ),
    Row(
        "6.3.4",
        f"{CLAIMED}; {DAY_8}; {DAY_15}; 15 08:40 sanction_signed",
        f"{CLAIMED}; {DAY_8}; {DAY_15}; 15 08:40:01 sanction_signed",
        "15 12:00:00",
    ),
    Row(
        "C24.3",
        f"{ISSUED}; {DAY_3}; 3 09:30 sanction_received",
        f"{ISSUED}; {DAY_3}; 3 09:30:01 sanction_received",
        "3 12:00:00",
    ),
    Row(
        "6.3.6",
        f"{ISSUED}; 09:40 sanction_handed_over; 09:50 handing_witnessed",
        f"{ISSUED}; 09:40 sanction_handed_over shown=no",
        refused="paper",
    ),
    # what follows
    Row(
        "6.3.3",
        f"{SERVED}; {DAY_3}; {DAY_6}; 6 09:40 self_criticism",
        f"{SERVED}; {DAY_3}; {DAY_6}; 6 09:40:01 self_criticism",
        "6 12:00:00",
    ),
    Row(
        "C24.4",
        f"{SERVED}; {DAY_3}; {DAY_6}; {DAY_8}; 8 09:40 put_right",
        f"{SERVED}; {DAY_3}; {DAY_6}; {DAY_8}; 8 09:40:01 put_right",
        "8 12:00:00",
    ),
    Row(
        "C24.5",
        f"{MORE}; {DAY_8}; 8 09:00 sanction_signed",
        f"{MORE}; {DAY_8}; 8 09:00:01 sanction_signed",
        "8 12:00:00",
    ),
    Row(
        "6.3.11",
        f"{APPEALED}; {DAY_8}; 10 10:00 appeal_decided",
        f"{APPEALED}; {DAY_8}; 10 10:00:01 appeal_decided",
        "10 12:00:00",
    ),
    Row("6.3.5", f"{OWED}; 8 10:00 deducted", f"{OWED}; 2 10:00 deducted", "8 12:00:00", refused="已送達，可申訴"),
    Row(
        "6.3.12",
        f"{OWED}; 10:00 appealed; 10:10 appeal_decided; 8 10:20 deducted",
        f"{OWED}; 10:00 appealed; 8 10:20 deducted",
        refused="申訴中",
    ),
    Row("6.3.9", f"{GOES}; 8 10:00 contract_ended", ENDS, "8 12:00:00", refused="工會或人力資源"),
    Row("6.3.13", f"{LATE}; 350 09:00 sanction_received; 366 00:00 time_passes", LATE, "366 12:00:00"),
)
