"""For whoever watches over the server."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.operations.health import health
from app.web.gates import Machine
from app.web.requests import Shared

router = APIRouter()


@router.get("/healthz", name="health", dependencies=[Machine])
def healthz(shared: Shared) -> JSONResponse:
    """200 when all is well, else 503 with what is wrong."""
    found = health(shared)
    well = all(state == "ok" for state in found.values())
    return JSONResponse(
        {"status": "ok" if well else "failing", "checks": found},
        200 if well else 503,
        headers={"Cache-Control": "no-store"},
    )
