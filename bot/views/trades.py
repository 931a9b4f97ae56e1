"""The living card of a trade: asked, placing, filled, failed, looked up; and why it was made so. Sends nothing."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import ConfirmPress, PositionPress, PositionVerb, TradePress
from bot.keyboards import Look, greyed, keyboard, press, press_below
from bot.moments import clock, countdown, plain_clock
from bot.screen import Screen
from bot.texts import Html, Value, Voice
from bot.views.words import account_name, badge, dressed, exchange_name, market_name, money_or_unknown, side_name
from core.application.views import ConfirmationView, TradeView
from core.domain.confirmation import Answer
from core.domain.trade import TradeStatus

UNCOPIED = frozenset({Answer.SKIP, Answer.EXPIRED, Answer.OVERTAKEN})


def trade_card(voice: Voice, trade: TradeView) -> Screen:
    if is_open_question(trade) and trade.confirmation is not None:
        return _question(voice, trade, trade.confirmation)
    text = voice.lines(
        _headline(voice, trade),
        _source(voice, trade),
        _what(voice, trade),
        _compared(voice, trade),
        _state(voice, trade),
        _answered(voice, trade),
    )
    return Screen(text=text, keyboard=_keys(voice, trade))


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


def why(voice: Voice, trade: TradeView) -> Html:
    """The chain of the decision, with its figures."""
    numbers = dressed(voice, dict(trade.numbers))
    rows = [
        voice.say("why-row", name=voice.say_known(f"figure-{name}", "figure-other", name=name), value=value)
        for name, value in numbers.items()
        if value and name != "cut_by"
    ]
    return voice.lines(
        voice.say("why-title", market=market_name(voice, trade.symbol)),
        voice.say("why-rule", rule=voice.say_known(f"sized-{trade.sized_by}", "sized-other")),
        _cut(voice, trade),
        *rows,
    )


def _question(voice: Voice, trade: TradeView, asked: ConfirmationView) -> Screen:
    text = voice.lines(
        _headline(voice, trade),
        voice.say("ask-copy", leader=trade.leader_name, side=side_name(voice, trade.position_side)),
        voice.say("ask-leader-price", price=_price(voice, trade, "leader")),
        voice.say(
            "ask-own", amount=_amount(voice, trade), price=_price(voice, trade, "asked"), cost=_cost(voice, trade)
        ),
        _cut(voice, trade),
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
    if trade.status is TradeStatus.EXECUTED and trade.filled < trade.amount:
        return "partial"
    return trade.status.value


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
    condition = _condition(trade)
    if condition == "executed":
        return voice.say(f"trade-done-{trade.side}", **{k: values[k] for k in ("filled", "coin", "price", "cost")})
    if condition == "partial":
        return voice.say(f"trade-part-{trade.side}", **{k: values[k] for k in ("filled", "amount", "coin", "price")})
    return voice.say(f"trade-plan-{trade.side}", **{k: values[k] for k in ("amount", "coin", "cost")})


def _compared(voice: Voice, trade: TradeView) -> Html | None:
    """The truth about the copy: the leader's price, how far ours is from it, and how late."""
    if trade.leader_price is None or trade.average_price is None:
        return None
    deviation = trade.deviation
    return voice.say(
        "trade-compared",
        leader=_price(voice, trade, "leader"),
        deviation=voice.plain("unknown") if deviation is None else voice.figures.basis_points(deviation),
        delay=voice.plain("unknown") if trade.delay_seconds is None else voice.figures.seconds(trade.delay_seconds),
    )


def _state(voice: Voice, trade: TradeView) -> Html | None:
    match _condition(trade):
        case "reserved":
            return voice.say("trade-placing", exchange=exchange_name(trade.exchange))
        case "needs_reconciliation":
            return voice.say("trade-checking", exchange=exchange_name(trade.exchange))
        case "failed":
            return failure(voice, trade.failure_code, trade.failure_message)
        case "partial":
            return voice.say("trade-rest-dropped")
        case "executed":
            return _fee_and_rule(voice, trade)
        case _:
            return None


def failure(voice: Voice, code: str, message: str = "") -> Html:
    """Why nothing was filled: our words for our codes, the exchange's own for the rest."""
    key = f"failure-{code}"
    return voice.say("trade-failed", reason=voice.say_known(key, "failure-other", code=code, message=message[:120]))


def _fee_and_rule(voice: Voice, trade: TradeView) -> Html:
    rule = voice.say_known(f"sized-{trade.sized_by}", "sized-other")
    return voice.say("trade-fee", fee=voice.figures.money(trade.fee), rule=rule)


def _answered(voice: Voice, trade: TradeView) -> Html | None:
    asked = trade.confirmation
    if asked is None or asked.answer is None or asked.answered_at is None:
        return None
    return voice.say(f"card-answered-{asked.answer}", at=clock(asked.answered_at))


def _cut(voice: Voice, trade: TradeView) -> Html | None:
    limit = trade.numbers.get("cut_by", "")
    if not limit:
        return None
    return voice.say("trade-cut", limit=voice.say_known(f"limit-{limit}", "limit-other"))


def _keys(voice: Voice, trade: TradeView) -> InlineKeyboardMarkup | None:
    if was_not_wanted(trade) and trade.confirmation is not None and trade.confirmation.answer is not None:
        return keyboard([greyed(voice.plain(f"button-was-{trade.confirmation.answer}"))])
    buttons = []
    if trade.status is TradeStatus.EXECUTED and trade.position_id is not None and not trade.reduce_only:
        seen = PositionPress(verb=PositionVerb.VIEW, position_id=trade.position_id)
        buttons.append(press_below(voice.plain("button-open-position"), seen))
    if trade.numbers:
        buttons.append(press_below(voice.plain("button-why"), TradePress(trade_id=trade.trade_id)))
    return keyboard(buttons) if buttons else None


def _amount(voice: Voice, trade: TradeView) -> str:
    return f"{voice.figures.amount(trade.amount)} {trade.symbol.base}"


def _cost(voice: Voice, trade: TradeView) -> str:
    return money_or_unknown(voice, trade.cost)


def _price(voice: Voice, trade: TradeView, which: str) -> str:
    asked = trade.confirmation.price if trade.confirmation is not None else None
    price = {"leader": trade.leader_price, "asked": asked, "average": trade.average_price}[which]
    return voice.plain("unknown") if price is None else voice.figures.price(price)
