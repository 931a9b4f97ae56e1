"""The living card of a trade: asked, placing, filled, failed, looked up, and how its position ended. Sends nothing."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import (
    ConfirmPress,
    PositionPress,
    PositionVerb,
    SharePress,
    TradePress,
)
from bot.keyboards import Look, Row, greyed, keyboard, press, press_below
from bot.moments import clock, countdown, plain_clock
from bot.screen import Screen
from bot.texts import Html, Value, Voice
from bot.views.figuring import capital, compared, ruled
from bot.views.words import account_name, badge, exchange_name, market_name, money_or_unknown, side_name
from core.application.views import ConfirmationView, PositionView, TradeView
from core.domain.confirmation import Answer
from core.domain.exposure import PositionStatus
from core.domain.trade import TradeStatus

UNCOPIED = frozenset({Answer.SKIP, Answer.EXPIRED, Answer.OVERTAKEN})


def trade_card(voice: Voice, trade: TradeView) -> Screen:
    if is_open_question(trade) and trade.confirmation is not None:
        return _question(voice, trade, trade.confirmation)
    return Screen(text=voice.lines(*trade_lines(voice, trade)), keyboard=_keys(voice, trade))


def position_moved(voice: Voice, trade: TradeView, position: PositionView) -> Screen:
    """The card of a position that is more than its first trade: the last trade, and the whole as it is now."""
    return Screen(text=voice.lines(*trade_lines(voice, trade), whole(voice, position)), keyboard=_keys(voice, trade))


def whole(voice: Voice, position: PositionView) -> Html | None:
    """What is held of it now."""
    if position.status is not PositionStatus.OPEN:
        return None
    figures = voice.figures
    amount, entry = figures.amount(position.quantity), figures.price(position.entry_price)
    return voice.say("position-whole", amount=amount, coin=position.symbol.base, entry=entry)


def trade_lines(voice: Voice, trade: TradeView) -> Sequence[Html | None]:
    return (
        _headline(voice, trade),
        _source(voice, trade),
        _what(voice, trade),
        compared(voice, trade),
        _state(voice, trade),
        _answered(voice, trade),
    )


def is_open_question(trade: TradeView) -> bool:
    asked = trade.confirmation
    return asked is not None and asked.answer is None and trade.status is TradeStatus.RESERVED


def was_not_wanted(trade: TradeView) -> bool:
    """The follower (or the clock, or the leader's exit) decided against it: that is no failure."""
    return trade.confirmation is not None and trade.confirmation.answer in UNCOPIED


def already_answered(voice: Voice, asked: ConfirmationView) -> str:
    """For the toast of a second press."""
    if asked.answer is None or asked.answered_at is None:
        return voice.plain("confirmation-closed")
    return voice.plain(f"answered-{asked.answer}", at=plain_clock(asked.answered_at))


def _question(voice: Voice, trade: TradeView, asked: ConfirmationView) -> Screen:
    text = voice.lines(
        _headline(voice, trade),
        voice.say("ask-copy", leader=trade.leader_name, side=side_name(voice, trade.position_side)),
        voice.say("ask-leader-price", price=_price(voice, trade, "leader")),
        voice.say(
            "ask-own", amount=_amount(voice, trade), price=_price(voice, trade, "asked"), cost=_cost(voice, trade)
        ),
        capital(voice.say("ask-ruled", rule=ruled(voice, trade))),
        voice.say("ask-expires", at=countdown(asked.deadline)),
    )
    return Screen(text=text, keyboard=_answers(voice, asked))


def _answers(voice: Voice, asked: ConfirmationView) -> InlineKeyboardMarkup:
    return keyboard(
        [_answer(voice, asked, Answer.COPY, Look.SAFE), _answer(voice, asked, Answer.HALF, Look.MAIN)],
        [_answer(voice, asked, Answer.SKIP, None)],
    )


def _answer(voice: Voice, asked: ConfirmationView, answer: Answer, look: Look | None) -> InlineKeyboardButton:
    payload = ConfirmPress(answer=answer, confirmation_id=asked.confirmation_id)
    return press(voice.plain(f"button-answer-{answer}"), payload, look)


def _headline(voice: Voice, trade: TradeView) -> Html:
    head = voice.say(
        "trade-head",
        sign=voice.say(f"trade-sign-{_condition(trade)}"),
        market=market_name(voice, trade.symbol),
        side=side_name(voice, trade.position_side),
        leverage=trade.leverage or 1,
    )
    return Html(f"{head}{badge(voice, trade.account_mode)}")


def _condition(trade: TradeView) -> str:
    """The state a reader sees: partly filled and not wanted are states of their own."""
    if was_not_wanted(trade):
        return "skipped"
    if is_open_question(trade):
        return "asked"
    if trade.status is TradeStatus.EXECUTED and trade.ended is not None and not trade.reduce_only:
        return "liquidated" if trade.ended.is_liquidated else "closed"
    return _filling(trade)


def _filling(trade: TradeView) -> str:
    return "partial" if trade.status is TradeStatus.EXECUTED and trade.filled < trade.amount else trade.status.value


def _source(voice: Voice, trade: TradeView) -> Html:
    return voice.say(
        f"trade-source-{trade.purpose}",
        leader=trade.leader_name,
        account=account_name(trade.account_label, trade.exchange),
        kind=voice.say(f"kind-{trade.kind}"),
    )


def _what(voice: Voice, trade: TradeView) -> Html:
    """What was bought or sold, or is about to be."""
    values: dict[str, Value] = {
        "coin": trade.symbol.base,
        "amount": _amount(voice, trade),
        "filled": voice.figures.amount(trade.filled),
        "price": _price(voice, trade, "average"),
        "cost": _cost(voice, trade),
    }
    filling = _filling(trade)
    if filling == "executed":
        return voice.say(f"trade-done-{trade.side}", **{k: values[k] for k in ("filled", "coin", "price", "cost")})
    if filling == "partial":
        return voice.say(f"trade-part-{trade.side}", **{k: values[k] for k in ("filled", "amount", "coin", "price")})
    return voice.say(f"trade-plan-{trade.side}", **{k: values[k] for k in ("amount", "coin", "cost")})


def _state(voice: Voice, trade: TradeView) -> Html | None:
    match _condition(trade):
        case "reserved":
            placing = voice.say("trade-placing", exchange=exchange_name(trade.exchange))
            return voice.lines(_planned(voice, trade), placing)
        case "needs_reconciliation":
            return voice.say("trade-checking", exchange=exchange_name(trade.exchange))
        case "failed":
            return failure(voice, trade.failure_code, trade.failure_message)
        case "partial":
            return voice.say("trade-rest-dropped")
        case "executed" | "closed" | "liquidated":
            return voice.lines(_fee_and_rule(voice, trade), _ended(voice, trade))
        case _:
            return None


def failure(voice: Voice, code: str, message: str = "") -> Html:
    """Why nothing was filled: our words for our codes, the exchange's own for the rest."""
    key = f"failure-{code}"
    return voice.say("trade-failed", reason=voice.say_known(key, "failure-other", code=code, message=message[:120]))


def _fee_and_rule(voice: Voice, trade: TradeView) -> Html:
    return voice.say("trade-fee", fee=voice.figures.money(trade.fee), rule=ruled(voice, trade))


def _planned(voice: Voice, trade: TradeView) -> Html | None:
    """Before it is filled: what the leader paid, and how large ours shall be."""
    if trade.leader_price is None:
        return None
    price = voice.figures.price(trade.leader_price)
    return voice.say("trade-planned", leader=trade.leader_name, price=price, rule=ruled(voice, trade))


def _ended(voice: Voice, trade: TradeView) -> Html | None:
    """An entry's card ends with the result of its position."""
    ended = trade.ended
    if ended is None:
        return None
    pnl = voice.figures.signed(ended.realized_pnl)
    return voice.say("trade-ended", price=voice.figures.price(ended.price), pnl=pnl, at=clock(ended.at))


def _answered(voice: Voice, trade: TradeView) -> Html | None:
    asked = trade.confirmation
    if asked is None or asked.answer is None or asked.answered_at is None:
        return None
    return voice.say(f"card-answered-{asked.answer}", at=clock(asked.answered_at))


def _keys(voice: Voice, trade: TradeView) -> InlineKeyboardMarkup:
    if was_not_wanted(trade) and trade.confirmation is not None and trade.confirmation.answer is not None:
        was = greyed(voice.plain(f"button-was-{trade.confirmation.answer}"))
        return keyboard([was, press_below(voice.plain("button-why"), TradePress(trade_id=trade.trade_id))])
    buttons: Row = []
    is_held = trade.position_id is not None and trade.ended is None
    if trade.status is TradeStatus.EXECUTED and trade.position_id is not None and is_held:
        seen = PositionPress(verb=PositionVerb.VIEW, position_id=trade.position_id)
        buttons.append(press_below(voice.plain("button-open-position"), seen))
    if trade.position_id is not None and trade.ended is not None:
        buttons.append(press_below(voice.plain("button-share"), SharePress(position_id=trade.position_id)))
    buttons.append(press_below(voice.plain("button-why"), TradePress(trade_id=trade.trade_id)))
    return keyboard(buttons)


def _amount(voice: Voice, trade: TradeView) -> str:
    return f"{voice.figures.amount(trade.amount)} {trade.symbol.base}"


def _cost(voice: Voice, trade: TradeView) -> str:
    return money_or_unknown(voice, trade.cost)


def _price(voice: Voice, trade: TradeView, which: str) -> str:
    asked = trade.confirmation.price if trade.confirmation is not None else None
    price = {"leader": trade.leader_price, "asked": asked, "average": trade.average_price}[which]
    return voice.plain("unknown") if price is None else voice.figures.price(price)
