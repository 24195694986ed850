"""A request's life."""

from tests.register.table.row import Row

CALLED = "09:58 request_accepted"
SENT = f"{CALLED}; 10:00 assigned"
REACHED = f"{SENT}; 10:05 owner_contacted"
THERE = f"{REACHED}; 10:30 arrived"
PLANNED = f"{THERE}; 10:40 surveyed_and_planned"
AGREED = f"{PLANNED}; 10:42 plan_consented"
WORKING = f"{AGREED}; 10:45 work_started"
DONE = f"{WORKING}; 12:00 completed"
REPORTED = f"{DONE}; 12:20 reported_to_cs"
TOLD = f"{REPORTED}; 12:50 result_told"
CONTENT = f"{TOLD} satisfied=yes"
DISCONTENT = f"{TOLD}; 13:00 owner_discontent"
CLEANING = "09:58 request_accepted kind=cleaning; 10:00 assigned"

ROWS: tuple[Row, ...] = (
    # 3.1: taking requests in
    Row("3.1.2", "10:00 phone_answered rings=3", "10:00 phone_answered rings=4"),
    Row("3.1.3", "10:00 visitor_received waited=60", "10:00 visitor_received waited=61"),
    Row("3.1.4", SENT, f"{CALLED}; 10:00 assigned phone=nothing", refused="phone: 沒有號碼就無法回電"),
    Row("3.1.5", SENT, f"{CALLED}; 10:00 assigned read_back=no", refused="read_back: 請先向業主複述記錄"),
    Row("3.1.6", SENT, f"{CALLED}; 10:00 assigned read_back=no", refused="read_back: 請先向業主複述記錄，並告知已受理"),
    Row("4.1.4", SENT, f"{CALLED}; 10:00 assigned place=nothing", refused="place: 這個欄位是必須的"),
    Row("4.1.5", f"{CALLED}; 10:03 assigned", f"{CALLED}; 10:03:01 assigned"),
    Row("C07.1", f"{CALLED}; 10:08 assigned", f"{CALLED}; 10:08:01 assigned"),
    Row(
        "C07.2",
        "10:00 phone_rings; 10:00:40 caller_hangs_up; 10:10:40 called_back",
        "10:00 phone_rings; 10:00:40 caller_hangs_up; 10:10:41 called_back",
    ),
    Row("C32.1", "10:00 reported_online; 10:05 read_back", "10:00 reported_online; 10:05:01 read_back"),
    # 3.2, 2.2: the order and the way there
    Row("3.2.4", f"{SENT}; 10:05 handler_named", f"{SENT}; 10:05:01 handler_named"),
    Row("2.2.1", f"{SENT}; 10:05 order_accepted", f"{SENT}; 10:05:01 order_accepted"),
    Row("3.2.5", f"{CLEANING}; 10:30 owner_contacted", f"{CLEANING}; 10:30:01 owner_contacted"),
    Row("4.2.1", f"{SENT}; 10:10 owner_contacted", f"{SENT}; 10:10:01 owner_contacted"),
    Row("4.2.2", f"{REACHED}; 10:30 arrived", f"{REACHED}; 10:30:01 arrived"),
    Row("4.4.9", f"{CLEANING}; 10:30 arrived", f"{CLEANING}; 10:30:01 arrived"),
    Row(
        "C02.1",
        f"{REACHED}; 10:05 appointment when=14:00; 14:00 arrived",
        f"{REACHED}; 10:05 appointment when=14:00; 14:00:01 arrived",
    ),
    Row(
        "3.2.8",
        f"{THERE}; 11:00 problem_met; 11:15 coordination_asked",
        f"{THERE}; 11:00 problem_met; 11:15:01 coordination_asked",
    ),
    Row(
        "4.1.8",
        f"{THERE}; 11:00 coordination_asked; 13:00 coordination_done",
        f"{THERE}; 11:00 coordination_asked; 13:00:01 coordination_done",
    ),
    Row(
        "C29.2",
        f"{THERE}; 11:00 coordination_asked; 13:00 coordination_refused",
        f"{THERE}; 11:00 coordination_asked; 13:00:01 coordination_refused",
    ),
    Row(
        "C29.1",
        f"{THERE}; 11:00 coordination_asked; 11:10 coordination_refused; 12:10 coordination_decided",
        f"{THERE}; 11:00 coordination_asked; 11:10 coordination_refused; 12:10:01 coordination_decided",
    ),
    # 4.2: plan, work and record
    Row("4.2.3", f"{THERE}; 10:45 surveyed_and_planned", f"{THERE}; 10:45:01 surveyed_and_planned"),
    Row("4.2.4", WORKING, f"{THERE}; 10:42 work_started", refused="條款 4.2.4 還不允許"),
    Row("4.2.5", WORKING, f"{PLANNED}; 10:42 work_started", refused="條款 4.2.5 還不允許"),
    Row("4.2.9", f"{WORKING}; 12:45 completed", f"{WORKING}; 12:45:01 completed"),
    Row(
        "4.2.10",
        f"{THERE}; 10:40 surveyed_and_planned complex=yes eta=2T09:00",
        f"{THERE}; 10:40 surveyed_and_planned complex=yes",
        refused="複雜維修須有預計完成時間",
    ),
    Row("C10.1", AGREED, PLANNED),
    Row(
        "C11.1",
        f"{THERE}; 10:40 surveyed_and_planned complex=yes eta=1T16:00; 10:42 plan_consented; 10:45 work_started; "
        "16:00 completed",
        f"{THERE}; 10:40 surveyed_and_planned complex=yes eta=1T16:00; 10:42 plan_consented; 10:45 work_started; "
        "16:00:01 completed",
    ),
    Row("C30.1", f"{WORKING}; 13:00 completed", f"{WORKING}; 13:10 completed"),
    Row(
        "4.2.8",
        REPORTED,
        f"{WORKING}; 12:00 completed site_cleaned=no; 12:20 reported_to_cs",
        refused="條款 4.2.8 還不允許",
    ),
    Row("4.2.12", f"{DONE}; 12:30 reported_to_cs", f"{DONE}; 12:30:01 reported_to_cs"),
    # 3.3, 3.4: what the owner hears and says
    Row("3.3.3", f"{SENT}; 2 10:00 progress_told", f"{SENT}; 2 10:00:01 progress_told", "2 12:00:00"),
    Row("4.1.6", f"{SENT}; 2 10:00 progress_looked_up", f"{SENT}; 2 10:00:01 progress_looked_up", "2 12:00:00"),
    Row("4.1.9", f"{REPORTED}; 13:00 result_told", f"{REPORTED}; 13:00:01 result_told"),
    Row("3.3.7", DISCONTENT, f"{TOLD}; 13:00 owner_discontent opinion=nothing", refused="dispute: 這個欄位是必須的"),
    Row("3.3.8", f"{DISCONTENT}; 2 13:00 redo_ordered", f"{DISCONTENT}; 2 13:00:01 redo_ordered", "2 14:00:00"),
    Row("4.1.12", f"{DISCONTENT}; 15:00 fed_back_to_dept", f"{DISCONTENT}; 15:00:01 fed_back_to_dept"),
    Row("3.4.1", f"{CONTENT}; 2 12:00 return_visit", f"{CONTENT}; 3 12:00:01 return_visit", "3 13:00:00"),
    Row(
        "3.4.3",
        f"{CONTENT}; 2 12:00 return_visit",
        f"{CONTENT}; 2 12:00 return_visit stars=nothing",
        "2 13:00:00",
        refused="請問業主給幾顆星",
    ),
    Row(
        "3.4.4",
        f"{CONTENT}; 2 12:00 return_visit",
        f"{CONTENT}; 2 12:00 return_visit person=nothing",
        "2 13:00:00",
        refused="visited_person: 這個欄位是必須的",
    ),
)

STILL_TO_TELL = frozenset(
    """
    1.3.2 2.2.7 2.2.8 3.1.8 3.2.3 3.2.10 3.3.6 3.4.2 3.4.5 3.4.6 3.4.7 4.2.13 C01.1 C10.2 C10.3 C10.4 C10.5
    C10.6 C10.7 C14.1 C26.1 C34.1 C34.2
    """.split()
)
