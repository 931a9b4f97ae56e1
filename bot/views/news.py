"""News that is not a trade's card: closes, liquidations, skips, keys, breakers, drifts. Send nothing."""

from decimal import Decimal

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    DriftPress,
    DriftVerb,
    FollowPress,
    FollowVerb,
    Go,
    Place,
    PositionPress,
    PositionVerb,
)
from bot.keyboards import Look, keyboard, press_below
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.positions import head
from bot.views.words import account_name, badge, dressed, exchange_name, market_name, side_name
from core.application.views import FollowView, PositionView
from core.domain.events import (
    AccountPausedEvent,
    AccountResumedEvent,
    AccountUnmanagedEvent,
    BreakerChangedEvent,
    CopySkippedEvent,
    DriftFoundEvent,
    EntriesResumedEvent,
    EntriesStoppedEvent,
    PositionClosedEvent,
    PositionLiquidatedEvent,
    ProtectionMissedEvent,
    TradeWaitsEvent,
)
from core.domain.values import POSITION_MODE


def position_closed(voice: Voice, event: PositionClosedEvent, position: PositionView) -> Screen:
    text = voice.lines(
        voice.say(f"closed-by-{event.cause}", leader=position.leader_name),
        head(voice, position),
        voice.say("closed-at", at=day_and_time(event.occurred_at)),
        _round_trip(voice, position, exit_price=event.exit_price),
        _result(voice, position, realized=event.realized_pnl),
    )
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-pnl"), Go(to=Place.PNL))]))


def position_liquidated(voice: Voice, event: PositionLiquidatedEvent, position: PositionView) -> Screen:
    text = voice.lines(
        voice.say("liquidated", exchange=exchange_name(position.exchange)),
        head(voice, position),
        _round_trip(voice, position, exit_price=event.price),
        _result(voice, position, realized=event.realized_pnl),
        voice.say("liquidated-advice"),
    )
    edit = FollowPress(verb=FollowVerb.EDIT, follow_id=event.follow_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-adjust"), edit, Look.MAIN)]))


def protection_missed(voice: Voice, event: ProtectionMissedEvent, position: PositionView) -> Screen:
    text = voice.lines(voice.say("protection-missed"), head(voice, position), voice.say("code-line", code=event.code))
    protect = PositionPress(verb=PositionVerb.PROTECT, position_id=event.position_id)
    close = PositionPress(verb=PositionVerb.CLOSE, position_id=event.position_id)
    buttons = [
        press_below(voice.plain("button-position-protect"), protect, Look.MAIN),
        press_below(voice.plain("button-position-close"), close, Look.RISKY),
    ]
    return Screen(text=text, keyboard=keyboard(buttons))


def copy_skipped(voice: Voice, event: CopySkippedEvent, follow: FollowView) -> Screen:
    """Every skip has a reason, and a button to what would have prevented it."""
    values = dressed(voice, dict(event.numbers)) | {"code": event.reason}
    market = market_name(voice, event.symbol)
    text = voice.lines(
        Html(f"{voice.say('skipped', leader=follow.leader_name, market=market)}{badge(voice, follow.account_mode)}"),
        sentence(skip_reason(voice, event.reason, {name: str(value) for name, value in values.items()})),
    )
    adjust = FollowPress(verb=FollowVerb.VIEW, follow_id=event.follow_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-adjust"), adjust)]))


def skip_reason(voice: Voice, reason: str, numbers: dict[str, str]) -> Html:
    """The reason in words, then the figures that led to it where they help."""
    said = voice.say_known(f"skip-{reason}", "skip-other", code=reason)
    if limit := numbers.get("cut_by", ""):
        said = Html(f"{said} {voice.say('trade-cut', limit=voice.say_known(f'limit-{limit}', 'limit-other'))}")
    shown = [
        voice.say("figure-pair", name=voice.say(f"figure-{name}"), value=value)
        for name, value in numbers.items()
        if voice.has(f"figure-{name}") and value
    ]
    return Html(f"{said}\n{'; '.join(shown)}") if shown else said


def sentence(text: Html) -> Html:
    """With a capital: the reasons are written to follow a colon."""
    return Html(text[:1].upper() + text[1:])


def account_paused(voice: Voice, event: AccountPausedEvent, label: str) -> Screen:
    if event.code == POSITION_MODE:
        return wrong_mode(voice, event, label)
    reason = voice.say_known(f"key-trouble-{event.code}", "key-trouble-other", code=event.code)
    is_frozen = event.code == "foreign-orders"
    text = voice.lines(
        voice.say("account-paused", account=account_name(label, event.exchange)),
        reason,
        voice.say("account-frozen-advice" if is_frozen else "account-paused-advice"),
    )
    if is_frozen:
        thaw = AccountPress(verb=AccountVerb.THAW, account_id=event.account_id)
        return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-account-thaw"), thaw)]))
    replace = AccountPress(verb=AccountVerb.REPLACE_KEY, account_id=event.account_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-account-key"), replace, Look.MAIN)]))


def wrong_mode(voice: Voice, event: AccountPausedEvent, label: str) -> Screen:
    """With the way to the setting, exchange by exchange."""
    account = account_name(label, event.exchange)
    return Screen(text=voice.lines(voice.say("wrong-mode", account=account), voice.say(f"wrong-mode-{event.exchange}")))


def account_unmanaged(voice: Voice, event: AccountUnmanagedEvent, label: str) -> Screen:
    account = account_name(label, event.exchange)
    text = voice.say("account-unmanaged", account=account, positions=event.positions)
    replace = AccountPress(verb=AccountVerb.REPLACE_KEY, account_id=event.account_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-account-key"), replace, Look.MAIN)]))


def account_resumed(voice: Voice, event: AccountResumedEvent, label: str) -> Screen:
    return Screen(text=voice.say("account-resumed", account=account_name(label, event.exchange)))


def breaker_changed(voice: Voice, event: BreakerChangedEvent) -> Screen:
    return Screen(text=voice.say(f"breaker-{event.state}", exchange=exchange_name(event.exchange)))


def entries_changed(voice: Voice, event: EntriesStoppedEvent | EntriesResumedEvent) -> Screen:
    """`place` is an exchange where the gate is one exchange's."""
    change = "stopped" if isinstance(event, EntriesStoppedEvent) else "resumed"
    return Screen(text=voice.say(f"entries-{change}-{event.gate}", place=event.place.title()))


def trade_waits(voice: Voice, event: TradeWaitsEvent) -> Screen:
    """Nothing is known, or nothing can leave; the reserve and the exit are kept."""
    market, since = market_name(voice, event.symbol), day_and_time(event.since)
    return Screen(text=voice.say(f"trade-waits-{event.why}", market=market, since=since))


def drift_found(voice: Voice, event: DriftFoundEvent, label: str) -> Screen:
    text = voice.say(
        "drift",
        label=label,
        market=market_name(voice, event.symbol),
        expected=voice.figures.plain(event.expected),
        found=voice.figures.plain(event.found),
        coin=event.symbol.base,
    )
    compare = DriftPress(verb=DriftVerb.SHOW, account_id=event.account_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-compare"), compare)]))


def protection_dropped(voice: Voice, event: ProtectionMissedEvent) -> Screen:
    """When the position can't be shown any more."""
    market, side = market_name(voice, event.symbol), side_name(voice, event.side)
    return Screen(text=voice.lines(voice.say("protection-missed"), Html(f"<b>{market}</b> · {side}")))


def _round_trip(voice: Voice, position: PositionView, *, exit_price: Decimal) -> Html:
    figures = voice.figures
    return voice.say("closed-prices", entry=figures.price(position.entry_price), exit=figures.price(exit_price))


def _result(voice: Voice, position: PositionView, *, realized: Decimal) -> Html:
    figures = voice.figures
    return voice.say(
        "closed-result",
        pnl=figures.signed(realized),
        fees=figures.money(position.fees),
        funding=figures.signed(position.funding),
    )
