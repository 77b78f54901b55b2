"""Mails: their texts from templates, kept as rows, delivered by the worker."""
