"""Bringing a file of organisations and cases into the library: all of it, or nothing.

`plan.check_file` looks at every row and says what is wrong with it; `writing.write` takes what was found right,
in one transaction. The format is described in docs/import.md.
"""
