"""Security, cleaning and greening."""

from tests.register.table.row import Row

FIRE = "16:00 emergency_alarm"
ON_SCENE = f"{FIRE}; 16:00:30 guard_on_scene"
PLAN_RUNS = f"{ON_SCENE}; 16:01:30 plan_begun"
CONTROLLED = f"{PLAN_RUNS}; 16:02:30 steps_done; 16:20 danger_controlled; 16:30 emergency_written_up"
BY_GUARD = "16:00 emergency_alarm by=guard; 16:00:30 guard_on_scene"
NOT_PASSED = "08:00 swept; 09:00 cleaning_looked_at passed=no"
CLEANED = (
    "09:58 request_accepted kind=cleaning; 10:00 assigned; 10:05 owner_contacted; 10:20 arrived; 10:25 work_started; "
    "11:00 completed"
)
MOWN = "1 09:00 mowing_announced"

ROWS: tuple[Row, ...] = (
    # 2.3, 4.3: patrols, the gate, emergencies
    Row("4.3.1", "10:00 patrol", "10:00 patrol minutes=25", "1 13:00:00"),
    Row("4.3.2", "00:00 patrol", "00:10:01 patrol", "1 01:00:00"),
    Row("4.3.3", "10:00 patrol", "10:00 patrol missed=1", "1 13:00:00"),
    Row(
        "C87.1", "10:00 tag_reported; 3 10:00 tag_replaced", "10:00 tag_reported; 3 10:00:01 tag_replaced", "3 12:00:00"
    ),
    Row("2.3.6", "10:00 hazard_found sent=10:30", "10:00 hazard_found sent=10:30:01", "1 12:00:00"),
    Row("4.3.5", "10:00 anomaly_found sent=10:05", "10:00 anomaly_found sent=10:05:01", "1 12:00:00"),
    Row(
        "4.3.7",
        "15:00 visitor_arrives; 15:04 visitor_cleared",
        "15:00 visitor_arrives; 15:04 visitor_decided decision=admit",
    ),
    Row("4.3.8", "15:00 visitor_arrives; 15:05 visitor_cleared", "15:00 visitor_arrives; 15:05:01 visitor_cleared"),
    Row(
        "C18.1",
        "15:00 visitor_arrives; 15:02 visitor_decided decision=wait; 15:17 visitor_decided decision=refuse",
        "15:00 visitor_arrives; 15:02 visitor_decided decision=wait; 15:17:01 visitor_decided decision=refuse",
    ),
    Row(
        "C18.2",
        "09:00 visitor_arrives; 09:02 visitor_decided decision=admit; 17:02 visitor_left",
        "09:00 visitor_arrives; 09:02 visitor_decided decision=admit; 17:02:01 visitor_left",
    ),
    Row("4.3.9", f"{FIRE}; 16:01 guard_on_scene", f"{FIRE}; 16:01:01 guard_on_scene"),
    Row("4.3.10", f"{ON_SCENE}; 16:01:30 plan_begun", f"{ON_SCENE}; 16:01:31 plan_begun"),
    Row("C16.1", f"{PLAN_RUNS}; 16:02:30 steps_done", f"{PLAN_RUNS}; 16:02:31 steps_done"),
    Row("C16.2", f"{FIRE}; 16:05 word_answered", f"{FIRE}; 16:05:01 word_answered"),
    Row(
        "2.3.4",
        f"{BY_GUARD}; 16:05:30 word_answered party=customer_service",
        f"{BY_GUARD}; 16:05:31 word_answered party=customer_service",
    ),
    Row(
        "4.3.12",
        f"{BY_GUARD}; 16:05:30 word_answered party=leaders",
        f"{BY_GUARD}; 16:05:31 word_answered party=leaders",
    ),
    Row("4.3.11", f"{CONTROLLED}; 17:00 emergency_reviewed", f"{CONTROLLED}; 17:00 emergency_reviewed contained=no"),
    Row(
        "2.3.5",
        f"{CONTROLLED}; 4 16:20 emergency_reviewed",
        f"{CONTROLLED}; 4 16:20:01 emergency_reviewed",
        "4 17:00:00",
    ),
    Row("4.3.13", "2 09:00 daily_report_handed_in", "2 09:00:01 daily_report_handed_in", "2 10:00:00", "1 12:00:00"),
    Row(
        "4.3.14",
        "2 08:40 daily_report_handed_in; 2 08:50 daily_report_accepted",
        "2 08:40 daily_report_handed_in; 2 08:45 paper_line_entered; 2 08:50 daily_report_accepted",
        "2 10:00:00",
    ),
    # 2.4, 4.4: the grounds
    Row("2.4.6", "6 12:00 weeks_reported", "6 12:00:01 weeks_reported", "6 13:00:00"),
    Row("4.4.1", f"{NOT_PASSED}; 10:20 swept_again", f"{NOT_PASSED}; 10:20:01 swept_again", "1 12:00:00"),
    Row(
        "4.4.2",
        "00:10 plan_made sort=clean first=08:00; 09:20 area_cleaned",
        "00:10 plan_made sort=clean first=08:00; 09:20:01 area_cleaned",
        "1 12:00:00",
    ),
    Row("4.4.3", "08:00 swept", "10:00:01 swept", "1 12:00:00"),
    Row(
        "4.4.4",
        "10:00 bin_full_reported; 21:30 bins_emptied_round",
        "10:00 bin_full_reported; 21:30:01 bins_emptied_round",
        "1 23:00:00",
    ),
    Row("4.4.5", "20:00 bins_disinfected", "20:30 nothing_done", "2 02:00:00", since="1 12:00:00"),
    Row("4.4.6", f"{MOWN}; 3 09:20 mown", f"{MOWN}; 3 09:20:01 mown", "3 11:00:00", since="2 12:00:00"),
    Row(
        "4.4.7",
        "00:10 plan_made sort=plants first=08:00; 4 07:20 plants_looked_at",
        "00:10 plan_made sort=plants first=08:00; 4 07:20:01 plants_looked_at",
        "4 09:00:00",
    ),
    Row("4.4.8", "1 10:00 mowing_announced", "1 10:00:01 mowing_announced", "1 11:00:00", refused="24 小時"),
    Row("4.4.10", f"{CLEANED}; 12:00 reported_to_cs", f"{CLEANED}; 12:00:01 reported_to_cs"),
)
