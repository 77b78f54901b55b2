"""The one sentence shown after a redirect ("Saved."), carried in a signed cookie for a minute."""

import base64
import hashlib
import hmac
import json

from fastapi import Request, Response

from app.web.requests import services

COOKIE = "notice"
# The names of `ui/page.html` for what handlers say.
LEVELS = {"done": "good", "info": "info", "warning": "warn"}


def _signature(request: Request, payload: bytes) -> str:
    return hmac.new(services(request).settings.secret, b"notice:" + payload, hashlib.sha256).hexdigest()


def put_notice(request: Request, response: Response, text: str, level: str = "done") -> None:
    """`level` is done, info or warning."""
    payload = base64.urlsafe_b64encode(json.dumps([level, text[:600]]).encode())
    value = payload.decode() + "." + _signature(request, payload)
    secure = services(request).settings.production
    response.set_cookie(COOKIE, value, max_age=60, httponly=True, samesite="lax", path="/", secure=secure)


def take_notices(request: Request) -> list[dict[str, str]]:
    payload, _, signature = request.cookies.get(COOKIE, "").partition(".")
    if not payload or not hmac.compare_digest(signature.encode(), _signature(request, payload.encode()).encode()):
        return []
    level, text = json.loads(base64.urlsafe_b64decode(payload))
    return [{"level": LEVELS.get(level, "info"), "text": text}]
