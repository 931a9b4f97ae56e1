"""What an exchange's own code means, as tables (exchanges.md 7). The default is doubt.

ccxt's exception classes are not consulted: they call a lost order rejected and a bad key a flood (exchanges.md T4, T5).
"""

from collections.abc import Mapping
from enum import Enum, auto
from http import HTTPStatus

from adapters.exchanges.attempts import Attempt
from core.domain.values import Exchange, Outcome


class Meaning(Enum):
    """What the code says. BANNED and BLOCKED concern every account behind this address, for a while or for good;
    DOUBT may or may not have happened.
    """

    REJECTED = auto()
    NO_CHANGE = auto()
    THROTTLED = auto()
    BANNED = auto()
    BLOCKED = auto()
    CLOCK = auto()
    AUTH = auto()
    DUPLICATE = auto()
    NOT_FOUND = auto()
    DOUBT = auto()


Codes = Mapping[Meaning, str]

CODES: Mapping[Exchange, Codes] = {
    Exchange.BINANCE: {
        Meaning.REJECTED: "-2010 -2019 -2018 -2024 -4164 -1013 -1111 -4003 -4005 -4014 -4023 -4028 -1121 -1100 -1101"
        " -1102 -1104 -1106 -1128 -1130 -4015 -2021 -2022 -2023 -2025 -2026 -2027 -2028 -4061 -4067 -4068 -4131 -4142"
        " -4120 -5021 -5022 -4140 -4141 -4137 -4138 -4004",
        Meaning.NO_CHANGE: "-4046 -4059",
        Meaning.THROTTLED: "-1008 -1015",
        Meaning.BANNED: "-1003",
        Meaning.CLOCK: "-1021 -5028 -4188",
        Meaning.AUTH: "-1002 -1022 -2014 -2015 -2008 -4087 -4088 -4400 -4401 -4402 -4403",
        Meaning.DUPLICATE: "-4116",
        Meaning.NOT_FOUND: "-2013 -2011",
    },
    Exchange.BYBIT: {
        Meaning.REJECTED: "110007 110004 110012 110044 110045 170131 170033 110094 170140 170136 170137 10001 110017"
        " 110090 110086 110066 170121 110003 110013 110092 110093 170124 170130 170134 170135 110024 110028 170151"
        " 170218",
        Meaning.NO_CHANGE: "110025 110026 110043 34040",
        Meaning.THROTTLED: "10006 10429 429 170005 170222 110079",
        Meaning.BANNED: "10018",
        Meaning.CLOCK: "10002 -1",
        Meaning.AUTH: "10003 10004 33004 10007 10009 10005 10010 10024 10027 10029",
        Meaning.DUPLICATE: "110072 170141 10014",
        Meaning.NOT_FOUND: "110001 170213",
    },
    Exchange.BITGET: {
        Meaning.REJECTED: "40762 43012 40711 40712 40754 25202 25203 45002 45110 45111 43006 22034 40808 41103 40309"
        " 40034 25100 40017 40019 22002 25227 40757 40774 43075 45021 40920 40797 40872 40893 40917 40815"
        " 43007 43120 45112 45115 45117 25002 25101 25107 25200 25223 25233 25236 25244 25590 25610 25611",
        Meaning.NO_CHANGE: "40814 45054",
        Meaning.THROTTLED: "429 40200 40308 41114 43115",
        Meaning.CLOCK: "40004 40005 40008 40078 40079",
        Meaning.AUTH: "40001 40006 40009 40012 40037 40036 40014 40018 40038 40084 40085",
        Meaning.DUPLICATE: "40786 43118 45034 40708 50060 25212",
        Meaning.NOT_FOUND: "40109 43001 40768 43025 25204 25597",
    },
}

# Codes whose text decides (exchanges.md 7.1): (exchange, code, a part of the text) -> meaning.
TEXTS: Mapping[tuple[Exchange, str, str], Meaning] = {
    (Exchange.BINANCE, "-2010", "Duplicate order"): Meaning.DUPLICATE,
    (Exchange.BINANCE, "-2010", "does not exist"): Meaning.NOT_FOUND,
    (Exchange.BYBIT, "10001", "not modified"): Meaning.NO_CHANGE,
}

POSITION_MODE_CODES = frozenset({"-4061", "10001", "40774", "43075", "45021", "25236"})
MODE_WORDS = "position idx"
"""Bybit's 10001 means any wrong parameter; the text tells which."""

# What an exchange says when our picture of a market's rules is old: steps, minimums, its state (row 80).
RULES_ARE_OLD = (
    "-1013 -1111 -1121 -4003 -4005 -4014 -4023 -4028 -4140 -4141 110003 110066 110092 110093 110094 170121 170124"
    " 170130 170134 170135 170136 170137 170140 40309 40808 40200 40308 41114 43115 45110 45111 45115 45117 10001"
)
RULE_CODES = frozenset(RULES_ARE_OLD.split())


def _by_code(codes: Codes) -> dict[str, Meaning]:
    return {code: meaning for meaning, listed in codes.items() for code in listed.split()}


_MEANINGS = {exchange: _by_code(codes) for exchange, codes in CODES.items()}


def meaning_of(exchange: Exchange, code: str, *, message: str = "") -> Meaning:
    """The meaning of a native code; DOUBT when it is in no table."""
    for (at, coded, part), meaning in TEXTS.items():
        if at is exchange and coded == code and part in message:
            return meaning
    return _MEANINGS[exchange].get(code, Meaning.DOUBT)


def read_meaning(exchange: Exchange, attempt: Attempt) -> Meaning:
    """The meaning of an answer: by code first, then by HTTP status."""
    if attempt.status == HTTPStatus.IM_A_TEAPOT:
        return Meaning.BANNED
    if _is_address_block(attempt):
        return Meaning.BLOCKED
    known = meaning_of(exchange, attempt.code, message=attempt.message) if attempt.code else Meaning.DOUBT
    if known is not Meaning.DOUBT:
        return known
    if attempt.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Meaning.THROTTLED
    if attempt.status == HTTPStatus.UNAUTHORIZED:
        return Meaning.AUTH
    return Meaning.DOUBT


OUTCOMES: Mapping[Meaning, Outcome] = {
    Meaning.REJECTED: Outcome.REJECTED,
    Meaning.NO_CHANGE: Outcome.REJECTED,
    Meaning.NOT_FOUND: Outcome.REJECTED,
    Meaning.THROTTLED: Outcome.THROTTLED,
    Meaning.BANNED: Outcome.THROTTLED,
    Meaning.BLOCKED: Outcome.AMBIGUOUS,
    Meaning.CLOCK: Outcome.CLOCK,
    Meaning.AUTH: Outcome.AUTH,
    Meaning.DUPLICATE: Outcome.DUPLICATE,
    Meaning.DOUBT: Outcome.AMBIGUOUS,
}


def order_outcome(exchange: Exchange, attempt: Attempt) -> Outcome:
    """The outcome of a failed order attempt; a silent or unreadable answer to what left the machine is AMBIGUOUS."""
    return OUTCOMES[read_meaning(exchange, attempt)] if attempt.left_machine else Outcome.NOT_SENT


def _is_address_block(attempt: Attempt) -> bool:
    """A firewall, or a region rule, refuses the whole address; there is no code of the exchange's then (row 12)."""
    if attempt.status == HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS:
        return True
    return attempt.status == HTTPStatus.FORBIDDEN and not attempt.code


RATE_CODES = frozenset({"-1015", "10006", "10429", "429", "170005", "170222"})


def is_too_fast(attempt: Attempt) -> bool:
    """Our own haste, unlike an exchange that is overloaded or at rest."""
    return attempt.status == HTTPStatus.TOO_MANY_REQUESTS or attempt.code in RATE_CODES


MONEY_CODES: Mapping[Exchange, str] = {
    Exchange.BINANCE: "-2018 -2019",
    Exchange.BYBIT: "110004 110007 110012 110044 110045 170131 170033",
    Exchange.BITGET: "40754 40762 43012 25202",
}
_MONEY = frozenset(code for codes in MONEY_CODES.values() for code in codes.split())
MONEY_WORDS = "insufficient balance"


def lacks_money(attempt: Attempt) -> bool:
    """Binance's spot says it only in words (exchanges.md 7.1)."""
    return attempt.code in _MONEY or (attempt.code == "-2010" and MONEY_WORDS in attempt.message)


def is_of_the_mode(attempt: Attempt) -> bool:
    """The order was made for another position mode than the account's."""
    return attempt.code in POSITION_MODE_CODES and (attempt.code != "10001" or MODE_WORDS in attempt.message.lower())
