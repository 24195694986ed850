"""A request's life."""

from tests.register.table.row import Row

CALLED = "09:58 request_accepted"
SENT = f"{CALLED}; 10:00 assigned"
REACHED = f"{SENT}; 10:05 owner_contacted"
THERE = f"{REACHED}; 10:30 arrived"
PLANNED = f"{THERE}; 10:40 surveyed_and_planned"
AGREED = f"{PLANNED}; 10:42 plan_consented"
WORKING = f"{AGREED}; 10:45 work_started"
DANGER = f"{THERE}; 10:31 emergency_start"
ALONE = f"{THERE}; 10:31 emergency_start_alone"
REFUSED = f"{DANGER}; 10:40 surveyed_and_planned; 10:45 plan_declined"
ENDED = "12:00 completed; 12:20 reported_to_cs"
DONE = f"{WORKING}; 12:00 completed"
REPORTED = f"{DONE}; 12:20 reported_to_cs"
TOLD = f"{REPORTED}; 12:50 result_told"
CONTENT = f"{TOLD} satisfied=yes"
DISCONTENT = f"{TOLD}; 13:00 owner_discontent"
BROUGHT_UP = f"{CONTENT}; 2 12:00 return_visit issue=yes opinion=水壓小 forwarded_to=maintenance"
TRIED = f"{CONTENT}; 2 15:00 return_call_unanswered; 2 19:00 return_call_unanswered"
MISSED = f"{SENT}; 10:05 owner_not_reached; 10:07 owner_not_reached; 10:09 owner_not_reached"
AGAIN = "10:00 reported_online; 10:10 reported_online; 10:20 reported_online; 10:30 nobody_acts"
NIGHT = f"{WORKING}; 21:50 work_paused reason=quiet_hours"
SECOND_TIME = f"{DISCONTENT}; 14:00 redo_ordered; 15:00 done_again"
THIRD_TIME = f"{SECOND_TIME}; 16:00 redo_ordered"
FOURTH_TIME = f"{THIRD_TIME}; 16:10 done_again; 16:30 redo_ordered"
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
    Row(
        "C48.1",
        f"{SENT}; 10:03 order_accepted; 10:20 contacted_earlier happened=10:05 why=沒有信號",
        f"{SENT}; 10:03 order_accepted; 10:20:01 contacted_earlier happened=10:05 why=沒有信號",
    ),
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
    Row(
        "C14.1",
        f"{DANGER}; 10:40 surveyed_and_planned; 2 10:31 plan_consented",
        f"{DANGER}; 10:40 surveyed_and_planned; 2 10:31:01 plan_consented",
        "2 12:00:00",
    ),
    Row(
        "C14.2",
        f"{DANGER}; 10:40 surveyed_and_planned; {ENDED}",
        f"{DANGER}; {ENDED}",
        refused="條款 C14.2 還不允許",
    ),
    Row(
        "C12.1",
        f"{THERE}; 10:40 surveyed_and_planned payer=company; 2 10:40 plan_decided",
        f"{THERE}; 10:40 surveyed_and_planned payer=company; 2 10:40:01 plan_decided",
        "2 12:00:00",
    ),
    Row("C14.3", f"{REFUSED}; 2 10:45 cost_decided", f"{REFUSED}; 2 10:45:01 cost_decided", "2 12:00:00"),
    Row("C14.4", f"{ALONE}; 2 10:31 start_confirmed", f"{ALONE}; 2 10:31:01 start_confirmed", "2 12:00:00"),
    Row("4.2.12", f"{DONE}; 12:30 reported_to_cs", f"{DONE}; 12:30:01 reported_to_cs"),
    # 3.3, 3.4: what the owner hears and says
    Row("3.3.3", f"{SENT}; 2 10:00 progress_told", f"{SENT}; 2 10:00:01 progress_told", "2 12:00:00"),
    Row("4.1.6", f"{SENT}; 2 10:00 progress_looked_up", f"{SENT}; 2 10:00:01 progress_looked_up", "2 12:00:00"),
    Row(
        "C37.1",
        f"{SENT}; 10:30 question_asked; 12:30 question_answered",
        f"{SENT}; 10:30 question_asked; 12:30:01 question_answered",
    ),
    Row("4.1.9", f"{REPORTED}; 13:00 result_told", f"{REPORTED}; 13:00:01 result_told"),
    Row("3.3.6", TOLD, f"{REPORTED}; 12:50 result_told asked=no", refused="asked: 請先問是否滿意"),
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
    Row(
        "3.1.8",
        "09:58 request_accepted kind=enquiry; 10:00 answered_on_the_spot",
        "09:58 request_accepted kind=enquiry; 10:00 answered_on_the_spot answer=…",
        refused="請用文字寫明",
    ),
    Row("3.2.3", SENT, f"{CALLED}; 10:00 assigned content=nothing", refused="content: 這個欄位是必須的"),
    Row(
        "3.2.10", REPORTED, f"{DONE}; 12:20 reported_to_cs situation=nothing", refused="條款 3.2.10 還需要：做了什麼。"
    ),
    Row("4.2.13", REPORTED, f"{DONE}; 12:20 reported_to_cs labour=nothing", refused="條款 4.2.13 還需要：工時。"),
    # Who follows it
    Row(
        "1.3.2",
        f"{SENT}; 11:00 follower_left; 11:01 follower_named",
        f"{SENT}; 11:00 follower_left; 11:01:01 follower_named",
    ),
    # Parts
    Row("2.2.7", WORKING, f"{WORKING}; 11:00 part_replaced", refused="條款 2.2.7 還不允許"),
    Row(
        "2.2.8",
        WORKING,
        f"{WORKING}; 11:00 part_needed; 11:05 surveyed_and_planned quantity0=2; 11:10 part_replaced",
        refused="價格還沒有人同意",
    ),
    # Waiting
    Row("C01.1", f"{MISSED}; 14:09 owner_not_reached", f"{MISSED}; 14:09:01 owner_not_reached", "1 14:30:00"),
    *(
        Row(clause, f"{paused}; {until} pause_reviewed", f"{paused}; {until}:01 pause_reviewed", as_of)
        for clause, paused, until, as_of in (
            ("C10.2", f"{REACHED}; 11:00 work_paused reason=owner_absent", "8 11:00", "8 12:00:00"),
            ("C10.3", f"{PLANNED}; 11:00 work_paused reason=owner_consent", "4 11:00", "4 12:00:00"),
            ("C10.4", f"{WORKING}; 11:00 work_paused reason=parts", "4 11:00", "4 12:00:00"),
            ("C10.5", f"{WORKING}; 11:00 work_paused reason=third_party", "8 11:00", "8 12:00:00"),
            ("C10.6", f"{WORKING}; 11:00 work_paused reason=safety_weather", "2 11:00", "2 12:00:00"),
        )
    ),
    Row(
        "C10.8",
        f"{WORKING}; 11:00 work_paused reason=parts until=1T15:00; 17:00 work_resumed",
        f"{WORKING}; 11:00 work_paused reason=parts until=1T15:00; 17:00:01 work_resumed",
    ),
    Row(
        "C10.9",
        f"{WORKING}; 11:00 work_paused reason=parts; 12:45 made_complex eta=3T16:00",
        f"{WORKING}; 11:00 work_paused reason=parts; 12:45:01 made_complex eta=3T16:00",
        "1 13:00:00",
    ),
    Row("C10.7", f"{NIGHT}; 2 08:10 work_resumed", f"{NIGHT}; 2 08:10:01 work_resumed", "2 09:00:00"),
    # The return visit
    Row(
        "3.4.2",
        f"{CONTENT}; 2 12:00 return_call_unanswered; 2 12:10 return_visit channel=sms",
        f"{CONTENT}; 2 12:00 return_visit channel=sms",
        "2 13:00:00",
        refused="先打電話",
    ),
    Row(
        "3.4.5",
        BROUGHT_UP,
        f"{CONTENT}; 2 12:00 return_visit issue=yes",
        "2 13:00:00",
        refused="opinion: ",
    ),
    Row("3.4.6", f"{BROUGHT_UP}; 5 12:00 issue_answered", f"{BROUGHT_UP}; 5 12:00:01 issue_answered", "5 13:00:00"),
    Row(
        "C26.1",
        f"{TRIED}; 3 09:00 return_call_unanswered; 3 09:05 return_call_unanswered channel=sms; 3 09:10 visit_given_up",
        f"{TRIED}; 3 09:05 return_call_unanswered channel=sms; 3 09:10 visit_given_up",
        "3 10:00:00",
        refused="24 小時內只在 2 個時段打過電話",
    ),
    Row("3.4.7", f"{AGAIN}; 2 10:30 pattern_reported", f"{AGAIN}; 2 10:30:01 pattern_reported", "2 11:00:00"),
    # Done again and again
    Row(
        "C34.1",
        f"{THIRD_TIME}; 2 16:00 head_called",
        f"{THIRD_TIME}; 2 15:00 progress_told; 2 16:00:01 head_called",
        "2 17:00:00",
    ),
    Row(
        "C34.2",
        f"{FOURTH_TIME}; 18:30 follower_named who=qin",
        f"{FOURTH_TIME}; 17:00 follower_named; 18:30:01 follower_named who=qin",
        "1 19:00:00",
    ),
)
