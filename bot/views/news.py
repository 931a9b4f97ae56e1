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
    TradePress,
    WhyPress,
)
from bot.fixes import skip_fixes
from bot.keyboards import Look, keyboard, press_below
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.figuring import capital, compared, skip_figures
from bot.views.positions import head, picture_keys
from bot.views.remedies import remedies
from bot.views.trades import whole
from bot.views.words import account_name, badge, exchange_name, market_name, side_name
from core.application.views import FollowView, PositionView, TradeView
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
    PositionIncreasedEvent,
    PositionLiquidatedEvent,
    PositionReducedEvent,
    ProtectionMissedEvent,
    TradeWaitsEvent,
)
from core.domain.values import POSITION_MODE


def position_closed(
    voice: Voice, event: PositionClosedEvent, position: PositionView, last: TradeView | None = None
) -> Screen:
    """`last` is the order that closed it, where there was one."""
    text = voice.lines(
        voice.say(f"closed-by-{event.cause}", leader=position.leader_name),
        head(voice, position),
        voice.say("closed-at", at=day_and_time(event.occurred_at)),
        _round_trip(voice, position, exit_price=event.exit_price),
        None if last is None else compared(voice, last),
        _result(voice, position, realized=event.realized_pnl),
    )
    buttons = [press_below(voice.plain("button-pnl"), Go(to=Place.PNL))]
    if last is not None:
        buttons.append(press_below(voice.plain("button-why"), TradePress(trade_id=last.trade_id)))
    return Screen(text=text, keyboard=keyboard(picture_keys(voice, event.position_id), buttons))


def moved_there(voice: Voice, event: PositionReducedEvent | PositionIncreasedEvent, it: PositionView) -> Screen:
    """By hand, or by the exchange: no order of ours stands behind it."""
    figures, coin = voice.figures, it.symbol.base
    moved = voice.say(
        "position-moved", amount=figures.amount(event.amount), coin=coin, price=figures.price(event.price)
    )
    seen = PositionPress(verb=PositionVerb.VIEW, position_id=it.position_id)
    door = press_below(voice.plain("button-open-position"), seen)
    return Screen(text=voice.lines(head(voice, it), moved, whole(voice, it)), keyboard=keyboard([door]))


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


def copy_skipped(voice: Voice, event: CopySkippedEvent, follow: FollowView, verdict_id: str) -> Screen:
    """Every skip has a reason with its figures, and a button to what would have prevented it."""
    market = market_name(voice, event.symbol)
    text = voice.lines(
        Html(f"{voice.say('skipped', leader=follow.leader_name, market=market)}{badge(voice, follow.account_mode)}"),
        capital(voice.say_known(f"skip-{event.reason}", "skip-other", code=event.reason)),
        skip_figures(voice, event.reason, event.numbers),
    )
    fixes = skip_fixes(event.reason, event.numbers.get("cut_by", ""))
    rows = remedies(voice, fixes, follow=follow, account_id=follow.account_id)
    adjust = press_below(voice.plain("button-adjust"), FollowPress(verb=FollowVerb.VIEW, follow_id=event.follow_id))
    if not verdict_id:
        return Screen(text=text, keyboard=keyboard(*rows, [adjust]))
    why = press_below(voice.plain("button-why"), WhyPress(verdict_id=verdict_id))
    return Screen(text=text, keyboard=keyboard(*rows, [why, adjust]))


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
