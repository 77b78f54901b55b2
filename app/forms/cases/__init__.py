"""The forms in which a case is written: the short one for raw experiences, and the editor's, a page a section."""
