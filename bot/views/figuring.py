"""The figures behind a verdict as sentences: against the leader's price, by which rule, what a skip was measured by."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.texts import Html, Value, Voice
from core.application.views import TradeView
from core.domain.values import ZERO
from core.domain.verdict import SkipReason

Sentence = tuple[str, Sequence[str]]
"""A text, and the figures without which it can't be said."""

NEEDS_ROOM: Sequence[Sentence] = (("figures-room", ("needed", "room")), ("figures-full", ("wanted",)))
SENTENCES: Mapping[str, Sequence[Sentence]] = {
    SkipReason.BELOW_MINIMUM: (("figures-below_minimum", ("needed", "wanted")),),
    SkipReason.LIMIT_REACHED: NEEDS_ROOM,
    SkipReason.NOT_ENOUGH_BALANCE: NEEDS_ROOM,
    SkipReason.TOO_OLD: (("figures-too_old", ("age_seconds", "limit_seconds")),),
    SkipReason.SLIPPAGE: (("figures-slippage", ("price", "limit", "leader")),),
    SkipReason.TOO_MANY_POSITIONS: (("figures-too_many_positions", ("open", "limit")),),
    SkipReason.DUST: (("figures-dust", ("holding",)),),
}
MONEY = frozenset({"needed", "wanted", "room"})
AMOUNTS = frozenset({"holding"})
EQUAL_POINTS = Decimal("0.05")
"""Hundredths of a percent below which two prices are shown as the same."""


def compared(voice: Voice, trade: TradeView) -> Html | None:
    """The truth about the copy: the leader's price, how much better or worse ours is, and how late."""
    if trade.leader_price is None or trade.deviation is None:
        return None
    seconds = trade.delay_seconds
    later = None if seconds is None else voice.figures.seconds(max(seconds, ZERO))
    return voice.say(
        "trade-compared",
        leader=trade.leader_name,
        price=voice.figures.price(trade.leader_price),
        compared=in_words(voice, trade.deviation),
        delay="" if later is None else voice.say("compared-later", delay=later),
    )


def in_words(voice: Voice, deviation: Decimal) -> Html:
    """A signed fraction by which we paid more (or got less) than the leader."""
    apart = abs(deviation)
    if apart.scaleb(4) < EQUAL_POINTS:
        return voice.say("compared-same")
    key = "compared-worse" if deviation > 0 else "compared-better"
    return voice.say(key, percent=voice.figures.fine_percent(apart), points=voice.figures.points(apart))


def ruled(voice: Voice, trade: TradeView) -> Html:
    """By which rule the size came about, and which limit cut it."""
    rule = voice.say_known(f"sized-{trade.sized_by}", "sized-other")
    limit = trade.numbers.get("cut_by", "")
    if not limit:
        return rule
    return voice.say("trade-rule-cut", rule=rule, limit=voice.say_known(f"limit-{limit}", "limit-other"))


def skip_figures(voice: Voice, reason: str, numbers: Mapping[str, str]) -> Html | None:
    """The first sentence that has all its figures."""
    for key, names in SENTENCES.get(reason, ()):
        if all(numbers.get(name) for name in names):
            limit = voice.say_known(f"limit-{numbers.get('cut_by', '')}", "limit-other")
            values: dict[str, Value] = {name: _figure(voice, name, numbers[name]) for name in names}
            return capital(voice.say(key, **({"limit": limit} | values)))
    return None


def capital(text: Html) -> Html:
    """With a capital: reasons and limits are written to follow a colon."""
    return Html(text[:1].upper() + text[1:])


def _figure(voice: Voice, name: str, text: str) -> str:
    if name in MONEY:
        return voice.figures.money_text(text)
    return voice.figures.amount_text(text) if name in AMOUNTS else voice.figures.price_text(text)
