"""Uploaded files: kept safely, told apart by content, made small, read for their words.

Pure machinery: nothing here knows of users, cases or the database, and every limit is an argument.
"""
