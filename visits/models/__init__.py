"""What visitors keep, and what they give."""

from visits.models.collection import KeptScan, SavedWork, Visitor
from visits.models.contributions import Contribution, Correction, PriceReport, WorkSuggestion
from visits.models.reports import Report

__all__ = [
    "Contribution",
    "Correction",
    "KeptScan",
    "PriceReport",
    "Report",
    "SavedWork",
    "Visitor",
    "WorkSuggestion",
]
