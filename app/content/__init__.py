"""What a case is made of: sections, fields, cleaning, completeness, text units and differences.

Pure: knows no database, no web and nothing else of the platform. The one schema in `sections` drives the
editor's forms, the translations, the completeness list, comparison, import and export.
"""
