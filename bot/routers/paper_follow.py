"""Follow on paper in two taps: an account that costs nothing, sensible rules, the worked example. Starts no follow."""

from decimal import Decimal

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.callbacks import LeaderPress, LeaderVerb
from bot.drafts import FollowDraft
from bot.presses import Press
from bot.routers.accounts import find_account
from bot.routers.connecting import free_label
from bot.routers.following import keep, show_review
from bot.texts import Texts
from bot.views.words import exchange_name
from core.application.bus import MessageBus
from core.application.commands import LinkAccountCommand
from core.application.queries import GetLeaderQuery, ListAccountsQuery, ListFollowsQuery
from core.application.views import AccountView, FollowerView
from core.domain.account import AccountMode, AccountStatus
from core.domain.copy_rules import BelowMinimum, CopyRules
from core.domain.sizing import Sizing
from core.domain.values import Exchange, LeaderId

PAPER_RULES = CopyRules(
    sizing=Sizing.EQUITY_PERCENT, size=Decimal("0.05"), max_open_positions=10, below_minimum=BelowMinimum.RAISE
)
"""A twentieth of the wallet is above every exchange's minimum and leaves room for mistakes."""


def router() -> Router:
    router = Router(name="paper_follow")
    router.callback_query.register(open_paper_form, LeaderPress.filter(F.verb == LeaderVerb.FOLLOW_ON_PAPER))
    return router


async def open_paper_form(
    query: CallbackQuery,
    *,
    callback_data: LeaderPress,
    state: FSMContext,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """Straight to the review; everything in it may still be changed."""
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=LeaderId(callback_data.leader_id)))
    account = await free_paper_account(bus, user, leader.leader_id)
    if account is None:
        account = await link_paper(bus, user, leader.exchange)
        ready = texts.voice(user.language).plain("account-linked-paper", exchange=exchange_name(leader.exchange))
        await press.toast(ready)
    draft = FollowDraft(leader_id=leader.leader_id, account_id=account.account_id, rules=PAPER_RULES)
    await keep(state, draft)
    await show_review(query, draft, bus=bus, texts=texts, user=user)


async def free_paper_account(bus: MessageBus, user: FollowerView, leader_id: LeaderId) -> AccountView | None:
    """One on paper that works and does not follow this leader yet."""
    follows = await bus.handle(ListFollowsQuery(actor=user.follower_id))
    taken = {follow.account_id for follow in follows if follow.leader_id == leader_id}
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    able = (it for it in accounts if it.mode is AccountMode.PAPER and it.status is AccountStatus.ACTIVE)
    return next((it for it in able if it.account_id not in taken), None)


async def link_paper(bus: MessageBus, user: FollowerView, exchange: Exchange) -> AccountView:
    label = await free_label(bus, user, exchange)
    command = LinkAccountCommand(actor=user.follower_id, exchange=exchange, label=label)
    return await find_account(bus, user, await bus.handle(command))
