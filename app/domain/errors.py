"""What can go wrong, with its HTTP status and a translatable sentence for the person in front of it."""

from app.content.text import N_


class DomainError(Exception):
    """`message` is English and marked for translation; `params` fill its %(placeholders)s."""

    status = 400

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


class NotFound(DomainError):
    """The thing does not exist, or this person may not know that it does."""

    status = 404

    def __init__(self, message: str = N_("There is nothing at this address."), **params: object) -> None:
        super().__init__(message, **params)


class Forbidden(DomainError):
    """The person may see the thing but not do this to it."""

    status = 403

    def __init__(self, message: str = N_("You may not do this."), **params: object) -> None:
        super().__init__(message, **params)


class Conflict(DomainError):
    """The thing is not in a state in which this can be done."""

    status = 409


class Stale(Conflict):
    """Somebody else saved the same part in the meantime; `theirs` is what stands there now."""

    def __init__(self, theirs: object, row_version: int) -> None:
        super().__init__(N_("Somebody else changed this while you were writing. Both texts are below."))
        self.theirs = theirs
        self.row_version = row_version


class Invalid(DomainError):
    """Something typed is wrong; `field` names where, so that the form can say it beside the field."""

    status = 422

    def __init__(self, message: str, field: str = "", **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class TooMany(DomainError):
    """Too many tries; `seconds` until the next one is possible."""

    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        super().__init__(N_("Too many tries. Please wait %(minutes)s minutes and try again."), minutes=minutes)
        self.seconds = seconds


class TooLarge(DomainError):
    status = 413


class SignInNeeded(Exception):
    """Raised by gates for strangers at a page that needs a sign-in."""
