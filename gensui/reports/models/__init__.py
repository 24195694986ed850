"""Tables of reports: what was asked for and made, and what was laid open to the owners."""

from gensui.reports.models.report import Published, Report

__all__ = ["Published", "Report"]
