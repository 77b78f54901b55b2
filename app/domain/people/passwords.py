"""Passwords: how they are kept, checked, and which ones are refused."""

from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.tokens import new_token

SHORTEST = 10
LONGEST = 200
# What must be left of a password once the person's own name and address are taken out of it.
OWN_PART = 8

_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))
# Each hash takes 19 MB for some 30 ms: a rush of guesses may not take the memory of a small server.
_AT_ONCE = BoundedSemaphore(4)

_SEQUENCES = (
    "01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm azertyuiop"
)
_COMMON = frozenset(
    """
    access admin administrador administrateur administrator amigos amor asdfgh azerty azertyuiop baseball bienvenido
    bienvenue bonjour brasil bismillah changeme colombia computer cooperativa cooperative coopérative contrasena
    contraseña cooperativas default doudou dragon estrella excellentexperiences excellent experiences familia felicidad
    flamengo football futbol guest hello iloveyou india internet jesus jesuschrist jetaime kenya letmein liverpool login
    loulou loveyou manchester marseille master michael minhasenha mipassword monkey motdepasse mypassword naruto neymar
    ninja nicolas palmeiras pass passpass password passwort passw password1 peru princesa princess princesse qazwsx
    qwerty qwertyuiop qwertz realmadrid salut sebastian secret secreto segredo senha senhasenha shadow soleil starwars
    sunshine superman tanzania tequiero teamo test testtest trustno uganda usuario utilisateur welcome whatever
    """.split()  # noqa: SIM905 - a hundred quoted words would be harder to read
)


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password(new_token())


def check_password(password: str, kept: str) -> tuple[bool, str | None]:
    """Whether it fits, and a new hash to keep when ours has become stronger meanwhile.

    For nobody's password (`kept` is empty) it takes as long as for somebody's: who has an account stays unknown.
    """
    hashed = kept or _nobodys_hash()
    with _AT_ONCE:
        fits, fresh = _HASHER.verify_and_update(password[:LONGEST], hashed)
    return (fits, fresh) if kept else (False, None)


def require_good(password: str, *, name: str, email: str, field: str = "password") -> None:
    """Raise Invalid for a password that is short, common, or little more than the person's name or address."""
    if len(password) < SHORTEST:
        raise Invalid(
            N_("Use at least %(shortest)s characters: three or four words are easy to remember."),
            field,
            shortest=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), field, max_length=LONGEST)
    if _is_common(password.lower()):
        raise Invalid(
            N_("Many people use this password, so it is among the first to be tried. Choose another one."), field
        )
    if len(_without(password.lower(), _own_words(name, email))) < OWN_PART:
        raise Invalid(N_("Your name or address is easy to guess. Choose a password without them."), field)


def _is_common(password: str) -> bool:
    """Common words with or without digits around them, runs of the keyboard, a few characters over and over."""
    letters = "".join(letter for letter in password if letter.isalpha())
    runs = any(password[start : start + 8] in _SEQUENCES for start in range(0, len(password) - 7, 2))
    return len(set(password)) < 5 or letters in _COMMON or (runs and len(set(password)) < 14)


def _own_words(name: str, email: str) -> list[str]:
    local, _, domain = email.lower().partition("@")
    words = {*name.lower().split(), local, domain, domain.split(".")[0], email.lower()}
    return sorted((word for word in words if len(word) >= 4), key=len, reverse=True)


def _without(password: str, words: list[str]) -> str:
    for word in words:
        password = password.replace(word, "")
    return password
