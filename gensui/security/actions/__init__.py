"""All that can be done at the gate, in an emergency, and with the day's report. Only here is anything written."""
