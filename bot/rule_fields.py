"""The rules a follower can set, with their presets and how they are typed. The core has the last word on ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from bot.figures import Figures
from bot.parsing import Unit, bounded, parse_coins, parse_count, parse_typed, require_unit
from bot.texts import Voice
from core.domain.copy_rules import BelowMinimum, CopyRules, LeveragePolicy, SideFilter
from core.domain.errors import BadInput
from core.domain.sizing import Sizing
from core.domain.values import MarginMode

NONE = "none"
"""A preset that removes a limit (or empties a list)."""

SMALLEST_MONEY, LARGEST_MONEY = Decimal(1), Decimal(1_000_000_000)
LARGEST_MULTIPLE = Decimal(100)


class Kind(Enum):
    MONEY = "money"
    COUNT = "count"
    LEVERAGE = "leverage"
    SECONDS = "seconds"
    PERCENT = "percent"
    TIMES = "times"
    COINS = "coins"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleField:
    """`high` bounds what is typed: whole numbers, or percents."""

    name: str
    kind: Kind
    presets: tuple[str, ...]
    high: int = 0


FIELDS: Mapping[str, RuleField] = {
    field.name: field
    for field in (
        RuleField(name="max_per_trade", kind=Kind.MONEY, presets=("50", "100", "250", "500", NONE)),
        RuleField(name="max_symbol_exposure", kind=Kind.MONEY, presets=("100", "250", "500", "1000", NONE)),
        RuleField(name="max_total_exposure", kind=Kind.MONEY, presets=("500", "1000", "2500", "5000", NONE)),
        RuleField(name="max_open_positions", kind=Kind.COUNT, presets=("1", "3", "5", "10", NONE), high=1000),
        RuleField(name="leverage", kind=Kind.LEVERAGE, presets=("1", "2", "3", "5", "10", "20"), high=125),
        RuleField(name="leverage_policy", kind=Kind.CHOICE, presets=tuple(LeveragePolicy)),
        RuleField(name="margin_mode", kind=Kind.CHOICE, presets=tuple(MarginMode)),
        RuleField(name="stop_loss", kind=Kind.PERCENT, presets=("2", "5", "10", NONE), high=99),
        RuleField(name="take_profit", kind=Kind.PERCENT, presets=("5", "10", "25", NONE), high=10_000),
        RuleField(name="max_slippage", kind=Kind.PERCENT, presets=("0.1", "0.3", "0.5", "1"), high=20),
        RuleField(name="max_age_seconds", kind=Kind.SECONDS, presets=("10", "30", "60", "120"), high=3600),
        RuleField(name="multiplier", kind=Kind.TIMES, presets=("0.25", "0.5", "1", "2")),
        RuleField(name="side_filter", kind=Kind.CHOICE, presets=tuple(SideFilter)),
        RuleField(name="allowed", kind=Kind.COINS, presets=("BTC", "BTC ETH", "BTC ETH SOL", NONE)),
        RuleField(name="denied", kind=Kind.COINS, presets=("DOGE", NONE)),
        RuleField(name="below_minimum", kind=Kind.CHOICE, presets=tuple(BelowMinimum)),
    )
}

FIRST_FIELDS: Sequence[str] = (
    "max_per_trade",
    "max_total_exposure",
    "max_open_positions",
    "leverage",
    "leverage_policy",
    "stop_loss",
    "take_profit",
)
"""What most people set; the rest is one press further."""

MORE_FIELDS: Sequence[str] = tuple(name for name in FIELDS if name not in FIRST_FIELDS)

SIZE_PRESETS: Mapping[Sizing, tuple[str, ...]] = {
    Sizing.FIXED_QUOTE: ("$25", "$50", "$100", "$250"),
    Sizing.EQUITY_PERCENT: ("1%", "2%", "5%", "10%"),
    Sizing.LEADER_RATIO: ("0.25x", "0.5x", "1x", "2x"),
    Sizing.EQUITY_PROPORTIONAL: ("0.25x", "0.5x", "1x", "2x"),
}


def find_field(name: str) -> RuleField:
    """A press may claim any name."""
    if name not in FIELDS:
        raise BadInput("button-unknown")
    return FIELDS[name]


def read_value(field: RuleField, text: str) -> object:
    """What was typed or preset, as the rules take it."""
    if text == NONE:
        return _nothing(field)
    match field.kind:
        case Kind.COUNT | Kind.SECONDS | Kind.LEVERAGE:
            return parse_count(text, low=1, high=field.high)
        case Kind.COINS:
            return sorted(parse_coins(text))
        case Kind.CHOICE:
            return _choice(field, text)
        case Kind.MONEY | Kind.PERCENT | Kind.TIMES:
            return str(_decimal(field, text))


def read_size(rules: CopyRules, text: str) -> tuple[Sizing, Decimal]:
    """`$100`, `25%`, `0.5x`; a bare number means the unit of the present sizing."""
    typed = parse_typed(text)
    unit = _unit_of(rules.sizing) if typed.unit is Unit.NONE else typed.unit
    if unit is Unit.MONEY:
        return Sizing.FIXED_QUOTE, _money(typed.value)
    if unit is Unit.PERCENT:
        return Sizing.EQUITY_PERCENT, _in_percent(typed.value, high=Decimal(1000))
    keeps = rules.sizing is Sizing.EQUITY_PROPORTIONAL
    return (Sizing.EQUITY_PROPORTIONAL if keeps else Sizing.LEADER_RATIO), _multiple(text)


def show_rule(voice: Voice, rules: CopyRules, name: str) -> str:
    """The present value of a rule in words."""
    field, value = FIELDS[name], getattr(rules, name)
    if value is None or value == frozenset():
        return _none(voice, name)
    if field.kind is Kind.CHOICE:
        return voice.plain(f"choice-{value}")
    if field.kind is Kind.COINS:
        return ", ".join(sorted(value))
    return _figure(voice.figures, field.kind, Decimal(value))


def show_preset(voice: Voice, field: RuleField, preset: str) -> str:
    if preset == NONE:
        return _none(voice, field.name)
    if field.kind is Kind.CHOICE:
        return voice.plain(f"choice-{preset}")
    if field.kind is Kind.COINS:
        return preset
    value = Decimal(preset)
    if field.kind is Kind.MONEY:
        return f"${voice.figures.plain(value)}"
    return _figure(voice.figures, field.kind, value.scaleb(-2) if field.kind is Kind.PERCENT else value)


def show_size(voice: Voice, rules: CopyRules) -> str:
    figures = voice.figures
    times = "" if rules.multiplier == 1 else f" × {figures.plain(rules.multiplier)}"
    match rules.sizing:
        case Sizing.FIXED_QUOTE:
            return f"{figures.money(rules.size)} USDT{times}"
        case Sizing.EQUITY_PERCENT:
            return f"{figures.percent(rules.size)}{times}"
        case Sizing.LEADER_RATIO:
            return f"{figures.plain(rules.size)}x{times}"
        case Sizing.EQUITY_PROPORTIONAL:
            return f"{figures.plain(rules.multiplier)}x"


def _none(voice: Voice, name: str) -> str:
    own = f"rule-{name}-none"
    return voice.plain(own if voice.has(own) else "rule-none")


def _figure(figures: Figures, kind: Kind, value: Decimal) -> str:
    match kind:
        case Kind.MONEY:
            return f"{figures.money(value)} USDT"
        case Kind.PERCENT:
            return figures.percent(value)
        case Kind.TIMES | Kind.LEVERAGE:
            return f"{figures.plain(value)}x"
        case _:
            return figures.plain(value)


def _nothing(field: RuleField) -> object:
    if NONE not in field.presets:
        raise BadInput("number-form")
    return [] if field.kind is Kind.COINS else None


def _decimal(field: RuleField, text: str) -> Decimal:
    match field.kind:
        case Kind.MONEY:
            return _money(require_unit(parse_typed(text), Unit.MONEY))
        case Kind.PERCENT:
            return _in_percent(require_unit(parse_typed(text), Unit.PERCENT), high=Decimal(field.high))
        case _:
            return _multiple(text)


def _money(value: Decimal) -> Decimal:
    return bounded(value, low=SMALLEST_MONEY, high=LARGEST_MONEY, unit=Unit.MONEY)


def _in_percent(value: Decimal, *, high: Decimal) -> Decimal:
    """Percents as typed, a fraction as answer."""
    return bounded(value, low=Decimal("0.01"), high=high, unit=Unit.PERCENT).scaleb(-2)


def _multiple(text: str) -> Decimal:
    value = require_unit(parse_typed(text), Unit.TIMES)
    return bounded(value, low=Decimal("0.01"), high=LARGEST_MULTIPLE, unit=Unit.TIMES)


def _choice(field: RuleField, text: str) -> str:
    if text not in field.presets:
        raise BadInput("choice-only")
    return text


def _unit_of(sizing: Sizing) -> Unit:
    match sizing:
        case Sizing.FIXED_QUOTE:
            return Unit.MONEY
        case Sizing.EQUITY_PERCENT:
            return Unit.PERCENT
        case Sizing.LEADER_RATIO | Sizing.EQUITY_PROPORTIONAL:
            return Unit.TIMES
