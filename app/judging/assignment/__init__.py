"""Jurors to entries: `assign`, its `Assignment`, and `Impossible` with what is missing."""

from app.judging.assignment.assign import Assignment, assign
from app.judging.assignment.impossible import Crowd, Impossible, Lack

__all__ = ["Assignment", "Crowd", "Impossible", "Lack", "assign"]
