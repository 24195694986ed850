"""Security, cleaning and greening."""

from tests.register.table.row import Row

FIRE = "16:00 emergency_alarm"
ON_SCENE = f"{FIRE}; 16:00:30 guard_on_scene"

ROWS: tuple[Row, ...] = (
    # 4.3: patrols, the gate, emergencies
    Row("4.3.1", "10:00 patrol", "10:00 patrol minutes=25", "1 13:00:00"),
    Row("4.3.2", "00:00 patrol", "00:10:01 patrol", "1 01:00:00"),
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
    # 4.4: the grounds
    Row("4.4.3", "08:00 swept", "10:00:01 swept", "1 12:00:00"),
    Row("4.4.5", "20:00 bins_disinfected", "20:30 nothing_done", "2 02:00:00", since="1 12:00:00"),
)

STILL_TO_TELL = frozenset(
    """
    2.3.4 2.3.5 2.3.6 2.4.6 4.3.3 4.3.5 4.3.7 4.3.11 4.3.12 4.3.13 4.3.14 4.4.1 4.4.2 4.4.4 4.4.6 4.4.7 4.4.8
    4.4.10 C16.1 C16.2
    """.split()
)
