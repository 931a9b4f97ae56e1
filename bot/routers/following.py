"""The follow form: account, sizing, size, worked example, then start or save. Limits are in `limits`."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import (
    DraftPress,
    DraftVerb,
    FollowPress,
    FollowVerb,
    Go,
    LeaderPress,
    LeaderVerb,
    Place,
)
from bot.drafts import FollowDraft, change_rule, draft_values, marked_draft, read_draft
from bot.routers.accounts import find_account
from bot.rule_fields import read_size
from bot.screen import Event, show
from bot.states import TYPED, FollowForm
from bot.texts import Texts
from bot.undoing import offering, undoably
from bot.views.follows import follow_card
from bot.views.forms import ask_size, choose_account, choose_sizing, review
from core.application.bus import MessageBus
from core.application.commands import ChangeFollowCommand, StartFollowCommand
from core.application.noise_commands import Done
from core.application.queries import GetFollowQuery, GetLeaderQuery, ListAccountsQuery, PreviewFollowQuery
from core.application.views import FollowerView
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput
from core.domain.follow import FollowMode
from core.domain.sizing import Sizing
from core.domain.values import AccountId, FollowId, LeaderId


def router() -> Router:
    router = Router(name="following")
    router.callback_query.register(open_form, LeaderPress.filter(F.verb == LeaderVerb.FOLLOW))
    router.callback_query.register(edit_follow, FollowPress.filter(F.verb == FollowVerb.EDIT))
    router.callback_query.register(take_account, DraftPress.filter(F.verb == DraftVerb.ACCOUNT))
    router.callback_query.register(take_sizing, DraftPress.filter(F.verb == DraftVerb.SIZING))
    router.callback_query.register(take_size, DraftPress.filter(F.verb == DraftVerb.SIZE))
    router.callback_query.register(take_mode, DraftPress.filter(F.verb == DraftVerb.MODE))
    router.callback_query.register(open_review, DraftPress.filter(F.verb == DraftVerb.REVIEW))
    router.callback_query.register(start_or_save, DraftPress.filter(F.verb == DraftVerb.START))
    router.callback_query.register(resume, Go.filter(F.to == Place.RESUME))
    router.message.register(type_size, FollowForm.size, TYPED)
    return router


async def open_form(
    query: CallbackQuery,
    *,
    callback_data: LeaderPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """One account needs no question."""
    leader_id = LeaderId(callback_data.leader_id)
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    only = accounts[0].account_id if len(accounts) == 1 else None
    draft = FollowDraft(leader_id=leader_id, account_id=only)
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=leader_id))
    await keep(state, draft)
    voice = texts.voice(user.language)
    await show(query, choose_account(voice, draft, leader, accounts) if only is None else choose_sizing(voice, draft))


async def edit_follow(
    query: CallbackQuery,
    *,
    callback_data: FollowPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    follow_id = FollowId(callback_data.follow_id)
    follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=follow_id))
    draft = FollowDraft(
        leader_id=follow.leader_id,
        account_id=follow.account_id,
        follow_id=follow_id,
        rules=follow.rules,
        mode=follow.mode,
    )
    await keep(state, draft)
    await show_review(query, draft, bus=bus, texts=texts, user=user)


async def take_account(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """Without a value: back to the choice, where there is one."""
    draft, voice = marked_draft(await state.get_data(), callback_data.mark), texts.voice(user.language)
    if callback_data.value:
        account = await find_account(bus, user, AccountId(callback_data.value))
        draft = draft.on_account(account.account_id)
        await keep(state, draft)
        await show(query, choose_sizing(voice, draft))
        return
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=draft.leader_id))
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    await show(query, choose_account(voice, draft, leader, accounts))


async def take_sizing(
    query: CallbackQuery, *, callback_data: DraftPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    """Without a value: back to the choice."""
    draft, voice = marked_draft(await state.get_data(), callback_data.mark), texts.voice(user.language)
    if not callback_data.value:
        await show(query, choose_sizing(voice, draft))
        return
    sizing = read_sizing(callback_data.value)
    draft = draft.with_rules(resized(draft.rules, sizing))
    await keep(state, draft)
    await show(query, ask_size(voice, draft))


async def take_size(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    marked_draft(await state.get_data(), callback_data.mark)
    await set_size(query, callback_data.value, state=state, bus=bus, texts=texts, user=user)


async def type_size(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    await set_size(message, message.text or "", state=state, bus=bus, texts=texts, user=user)


async def take_mode(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    draft = marked_draft(await state.get_data(), callback_data.mark)
    mode = FollowMode.ASK if callback_data.value == FollowMode.ASK else FollowMode.AUTO
    await keep(state, draft.with_mode(mode))
    await show_review(query, draft.with_mode(mode), bus=bus, texts=texts, user=user)


async def open_review(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    draft = marked_draft(await state.get_data(), callback_data.mark)
    await keep(state, draft)
    await show_review(query, draft, bus=bus, texts=texts, user=user)


async def resume(query: CallbackQuery, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """Go on where a form was left, days later too."""
    draft = read_draft(await state.get_data())
    await keep(state, draft)
    if draft.account_id is not None:
        await show_review(query, draft, bus=bus, texts=texts, user=user)
        return
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=draft.leader_id))
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    await show(query, choose_account(texts.voice(user.language), draft, leader, accounts))


async def start_or_save(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    draft, voice = marked_draft(await state.get_data(), callback_data.mark), texts.voice(user.language)
    follow_id, done = await carry_out(bus, user, draft)
    await state.clear()
    follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=follow_id))
    news = voice.say("follow-started" if draft.follow_id is None else "follow-changed", leader=follow.leader_name)
    await show(query, offering(voice, follow_card(voice, follow, news), done))


async def carry_out(bus: MessageBus, user: FollowerView, draft: FollowDraft) -> tuple[FollowId, Done]:
    """A change can be taken back; a start is ended by a stop."""
    actor, rules, mode = user.follower_id, draft.rules, draft.mode
    if draft.follow_id is not None:
        change = ChangeFollowCommand(actor=actor, follow_id=draft.follow_id, rules=rules, mode=mode)
        return draft.follow_id, await undoably(bus, change)
    start = StartFollowCommand(actor=actor, leader_id=draft.leader_id, account_id=draft.account, rules=rules, mode=mode)
    return await bus.handle(start), Done(answer=0)


async def set_size(
    event: Event, text: str, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """A unit decides the sizing too: `25%`, `$100`, `0.5x`."""
    draft = read_draft(await state.get_data())
    sizing, size = read_size(draft.rules, text)
    name = "multiplier" if sizing is Sizing.EQUITY_PROPORTIONAL else "size"
    rules = change_rule(resized(draft.rules, sizing), name, str(size))
    changed = draft.with_rules(rules)
    await keep(state, changed)
    await show_review(event, changed, bus=bus, texts=texts, user=user)


async def show_review(event: Event, draft: FollowDraft, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=draft.leader_id))
    account = await find_account(bus, user, draft.account)
    example = PreviewFollowQuery(
        actor=user.follower_id, leader_id=draft.leader_id, account_id=draft.account, rules=draft.rules
    )
    preview = await bus.handle(example)
    voice = texts.voice(user.language)
    await show(event, review(voice, draft, leader_name=leader.name, account=account, preview=preview))


async def keep(state: FSMContext, draft: FollowDraft) -> None:
    """The form waits for a typed size until it is left."""
    await state.set_state(FollowForm.size)
    await state.set_data(draft_values(draft))


def read_sizing(value: str) -> Sizing:
    if value not in set(Sizing):
        raise BadInput("button-unknown")
    return Sizing(value)


def resized(rules: CopyRules, sizing: Sizing) -> CopyRules:
    """Another sizing starts from a size that is sane for it, so that 100 USDT never becomes 100x."""
    if rules.sizing is sizing:
        return rules
    rules = change_rule(rules, "multiplier", "1")
    fresh = {Sizing.FIXED_QUOTE: "100", Sizing.EQUITY_PERCENT: "0.05"}.get(sizing, "1")
    if sizing is Sizing.EQUITY_PERCENT and rules.sizing is not Sizing.EQUITY_PERCENT:
        return change_rule(change_rule(rules, "size", fresh), "sizing", sizing.value)
    return change_rule(change_rule(rules, "sizing", sizing.value), "size", fresh)
