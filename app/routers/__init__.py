"""Handlers: read the form, call one verb, redirect or render. One file per area."""

from fastapi import APIRouter

from app.routers import case_review, case_work, desk, home, media

# In the order of the table of contents; a route that takes any path must come last.
ROUTERS: tuple[APIRouter, ...] = (home.router, desk.router, case_work.router, case_review.router, media.router, home.last)
