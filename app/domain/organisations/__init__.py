"""Organisations: profiles, members, invitations, relations, and the newcomer's first look."""
