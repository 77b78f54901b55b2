"""The web around the handlers. Importing it teaches paths the `{lang:lang}` parameter."""

from app.web.languages import register

register()
