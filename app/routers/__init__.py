"""Handlers: read the form, call one verb, redirect or render. One file per area."""

from fastapi import APIRouter

from app.routers import (
    account,
    administration,
    administration_work,
    case_review,
    case_work,
    desk,
    first_looks,
    health,
    home,
    invitations,
    media,
    membership,
    notifications,
    organisation_relations,
    organisations,
    preferences,
    sign_in,
    sign_up,
    vocabulary_admin,
)

# In the order of the table of contents; a route that takes any path must come last.
ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    home.router,
    desk.router,
    case_work.router,
    case_review.router,
    media.router,
    organisations.router,
    membership.router,
    organisation_relations.router,
    first_looks.router,
    sign_up.router,
    sign_in.router,
    preferences.router,
    account.router,
    notifications.router,
    invitations.router,
    administration.router,
    administration_work.router,
    vocabulary_admin.router,
    home.last,
)
