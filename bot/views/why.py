"""/why: the list of what was decided lately, and one verdict step by step in plain words. Decides and sends nothing."""

from collections.abc import Iterator, Sequence

from bot.callbacks import Place, TradePress, WhyPress
from bot.fixes import FAILURE_OUTCOMES, Fixes, failure_fixes, skip_fixes
from bot.keyboards import Row, back_to, keyboard, press, turner
from bot.moments import clock
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.figuring import compared, skip_figures
from bot.views.remedies import remedies
from bot.views.trades import UNCOPIED, failure, is_open_question
from bot.views.words import account_name, badge, exchange_name, market_name, side_name
from core.application.views import HistoryEntry, TradeView
from core.application.why_views import LeaderMove, WhyView
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import ZERO, Outcome

HISTORY_PAGE = 10
LONGEST_WORDS = 120
REJECTED = "rejected-by-exchange"
NOT_SAID_BY_FAILURE = frozenset({Outcome.ACCEPTED, Outcome.AMBIGUOUS})
"""The reason of a failure says the other answers by itself."""


def why_list(voice: Voice, entries: Sequence[HistoryEntry], page: int) -> Screen:
    turn = turner(voice, Place.WHY, page=page, has_more=len(entries) == HISTORY_PAGE)
    rows: list[Row] = [[press(_line(voice, entry), _of(entry))] for entry in entries]
    text = voice.say("why-choose" if rows else "why-none")
    return Screen(text=text, keyboard=keyboard(*rows, turn, [back_to(voice, Place.HOME)]))


def why_screen(voice: Voice, why: WhyView) -> Screen:
    """At most twelve lines: a title, the steps, what it means, and what would have changed it."""
    steps = [step for step in _steps(voice, why) if step is not None]
    text = voice.lines(
        _title(voice, why),
        *(voice.say("why-step", number=number, step=step) for number, step in enumerate(steps, start=1)),
        _advice(voice, why),
    )
    rows = remedies(voice, _fixes(why), follow=why.follow, account_id=why.account_id)
    return Screen(text=text, keyboard=keyboard(*rows, [back_to(voice, Place.WHY)]))


def outcome_of(trade: TradeView) -> Outcome | None:
    """What the exchange answered; None while it was not asked."""
    match trade.status:
        case TradeStatus.EXECUTED:
            return Outcome.ACCEPTED
        case TradeStatus.FAILED:
            return FAILURE_OUTCOMES.get(trade.failure_code, Outcome.REJECTED)
        case TradeStatus.NEEDS_RECONCILIATION:
            return Outcome(trade.failure_code) if trade.failure_code in set(Outcome) else Outcome.ACCEPTED
        case TradeStatus.RESERVED:
            return None


def _of(entry: HistoryEntry) -> TradePress | WhyPress:
    return WhyPress(verdict_id=entry.verdict_id) if entry.trade_id is None else TradePress(trade_id=entry.trade_id)


def _line(voice: Voice, entry: HistoryEntry) -> str:
    if entry.trade_id is None or entry.side is None:
        return voice.plain("why-line-skip", coin=entry.symbol.base, leader=entry.leader_name)
    return voice.plain(
        "why-line-trade",
        sign=voice.plain(f"trade-sign-{entry.status}"),
        side=voice.plain(f"order-{entry.side}"),
        coin=entry.symbol.base,
        leader=entry.leader_name,
    )


def _title(voice: Voice, why: WhyView) -> Html:
    line = voice.say(
        "why-title",
        market=market_name(voice, why.symbol),
        side=side_name(voice, why.position_side),
        account=account_name(why.account_label, why.exchange),
    )
    return Html(f"{line}{badge(voice, why.account_mode)}")


def _steps(voice: Voice, why: WhyView) -> Iterator[Html | None]:
    yield _cause(voice, why)
    yield _rule_and_cut(voice, why)
    if why.skip_reason:
        reason = voice.say_known(f"skip-{why.skip_reason}", "skip-other", code=why.skip_reason)
        yield voice.say("why-skipped", reason=reason)
        yield skip_figures(voice, why.skip_reason, why.numbers)
    if why.trade is not None:
        yield from _of_trade(voice, why.trade)


def _cause(voice: Voice, why: WhyView) -> Html:
    if why.move is not None:
        return _moved(voice, why.move, why)
    purpose = TradePurpose.COPY.value if why.trade is None else why.trade.purpose
    return voice.say(f"why-cause-{purpose}", leader=why.leader_name)


def _moved(voice: Voice, move: LeaderMove, why: WhyView) -> Html:
    figures = voice.figures
    values = {
        "leader": why.leader_name,
        "amount": figures.amount(move.amount),
        "coin": why.symbol.base,
        "price": figures.price(move.price),
        "at": clock(move.at),
    }
    if move.kind == "reduce":
        values["part"] = figures.percent(move.fraction)
    return voice.say(f"why-leader-{move.kind}-{move.side}", **values)


def _rule_and_cut(voice: Voice, why: WhyView) -> Html | None:
    """In one step where both are known: together they are what was decided."""
    rule, limit, room = _rule(voice, why), why.numbers.get("cut_by", ""), why.numbers.get("room", "")
    if why.trade is None or not limit or not room:
        return rule
    named, money = voice.say_known(f"limit-{limit}", "limit-other"), voice.figures.money_text
    if rule is None:
        return voice.say("why-cut", limit=named, room=money(room))
    return voice.say("why-rule-cut", rule=rule, limit=named, room=money(room))


def _rule(voice: Voice, why: WhyView) -> Html | None:
    """What the sizing asked for, before any limit; what was refused before that has no size."""
    shown = skip_numbers(voice, why)
    if not voice.has(f"why-rule-{why.sized_by}") or not shown:
        return None
    return voice.say(f"why-rule-{why.sized_by}", **shown)


def skip_numbers(voice: Voice, why: WhyView) -> dict[str, str]:
    numbers = why.numbers
    if "wanted" in numbers:
        return {"wanted": voice.figures.money_text(numbers["wanted"])}
    if "position" in numbers and "amount" in numbers:
        amounts = {name: voice.figures.amount_text(numbers[name]) for name in ("position", "amount")}
        return {**amounts, "coin": why.symbol.base}
    return {}


def _of_trade(voice: Voice, trade: TradeView) -> Iterator[Html | None]:
    yield _decided(voice, trade)
    yield _asked(voice, trade)
    yield from _answer(voice, trade)
    yield compared(voice, trade)
    yield _ended(voice, trade)


def _decided(voice: Voice, trade: TradeView) -> Html | None:
    """What was filled says it by itself."""
    if trade.status is TradeStatus.EXECUTED:
        return None
    return voice.say(f"why-decided-{trade.side}", amount=voice.figures.amount(trade.amount), coin=trade.symbol.base)


def _asked(voice: Voice, trade: TradeView) -> Html | None:
    asked = trade.confirmation
    if asked is None:
        return None
    if is_open_question(trade):
        return voice.say("why-asked-open")
    if asked.answer is None or asked.answered_at is None:
        return None
    return voice.say(f"card-answered-{asked.answer}", at=clock(asked.answered_at))


def _answer(voice: Voice, trade: TradeView) -> Iterator[Html | None]:
    """What the exchange said, in the order in which it was said."""
    if is_open_question(trade) or (trade.confirmation is not None and trade.confirmation.answer in UNCOPIED):
        return
    exchange, outcome = exchange_name(trade.exchange), outcome_of(trade)
    if trade.status is TradeStatus.RESERVED:
        yield voice.say("trade-placing", exchange=exchange)
    elif trade.status is TradeStatus.EXECUTED:
        yield from _filled(voice, trade, exchange)
    elif outcome is not None and (trade.status is not TradeStatus.FAILED or outcome in NOT_SAID_BY_FAILURE):
        yield voice.say(f"outcome-{outcome}", exchange=exchange)
    if trade.status is TradeStatus.FAILED:
        yield failure(voice, trade.failure_code, trade.failure_message)
        yield _own_words(voice, trade)


def _own_words(voice: Voice, trade: TradeView) -> Html | None:
    """What the exchange wrote beside a plain no; other reasons are ours, or have its words already."""
    if trade.failure_code != REJECTED or not trade.failure_message:
        return None
    return voice.say("why-own-words", message=trade.failure_message[:LONGEST_WORDS])


def _filled(voice: Voice, trade: TradeView, exchange: str) -> Iterator[Html]:
    if trade.failure_code:
        yield voice.say("why-was-unclear")
    figures = voice.figures
    values = {
        "exchange": exchange,
        "filled": figures.amount(trade.filled),
        "coin": trade.symbol.base,
        "price": figures.price(trade.average_price or ZERO),
        "fee": figures.money(trade.fee),
    }
    if trade.filled < trade.amount:
        yield voice.say("why-filled-part", **values, amount=figures.amount(trade.amount))
    else:
        yield voice.say("why-filled", **values)


def _ended(voice: Voice, trade: TradeView) -> Html | None:
    ended = trade.ended
    if ended is None:
        return None
    key = "why-liquidated" if ended.is_liquidated else "why-ended"
    return voice.say(key, price=voice.figures.price(ended.price), pnl=voice.figures.signed(ended.realized_pnl))


def _advice(voice: Voice, why: WhyView) -> Html | None:
    key = _advice_key(why)
    return None if not key or not voice.has(key) else voice.say("why-advice", text=voice.say(key))


def _advice_key(why: WhyView) -> str:
    if why.skip_reason:
        return f"why-skip-{why.skip_reason}"
    if why.trade is None or why.trade.status in {TradeStatus.EXECUTED, TradeStatus.RESERVED}:
        return ""
    if why.trade.status is TradeStatus.FAILED:
        code = why.trade.failure_code
        return f"why-failure-{code if code in FAILURE_OUTCOMES else 'other'}"
    return f"why-outcome-{outcome_of(why.trade)}"


def _fixes(why: WhyView) -> Fixes:
    if why.skip_reason:
        return skip_fixes(why.skip_reason, why.numbers.get("cut_by", ""))
    if why.trade is not None and why.trade.status is TradeStatus.FAILED:
        return failure_fixes(why.trade.failure_code)
    return ()
