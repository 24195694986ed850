"""The month's assessment, inspections and rectification, awards, penalties and appeals."""
