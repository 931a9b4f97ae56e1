"""Linked accounts: look, switch between paper and live, unlink. Live and unlink ask once more."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    Go,
    Place,
)
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.views.accounts import account_card, accounts_list, ask_live, ask_unlink, unlinked
from core.application.bus import MessageBus
from core.application.commands import SwitchAccountModeCommand, UnlinkAccountCommand
from core.application.key_commands import ThawAccountCommand
from core.application.queries import ListAccountsQuery
from core.application.views import AccountView, FollowerView
from core.domain.account import AccountMode
from core.domain.errors import NotFound
from core.domain.values import AccountId


def router() -> Router:
    router = Router(name="accounts")
    router.message.register(open_list, Command("accounts"))
    router.callback_query.register(open_list, Go.filter(F.to == Place.ACCOUNTS))
    router.callback_query.register(open_card, AccountPress.filter(F.verb == AccountVerb.VIEW))
    router.callback_query.register(ask_to_go_live, AccountPress.filter(F.verb == AccountVerb.GO_LIVE))
    router.callback_query.register(go_live, AccountPress.filter(F.verb == AccountVerb.GO_LIVE_NOW))
    router.callback_query.register(go_paper, AccountPress.filter(F.verb == AccountVerb.GO_PAPER))
    router.callback_query.register(thaw, AccountPress.filter(F.verb == AccountVerb.THAW))
    router.callback_query.register(ask_to_unlink, AccountPress.filter(F.verb == AccountVerb.UNLINK))
    router.callback_query.register(unlink, AccountPress.filter(F.verb == AccountVerb.UNLINK_NOW))
    return router


async def open_list(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    await show(event, accounts_list(texts.voice(user.language), accounts))


async def open_card(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await show(query, account_card(texts.voice(user.language), account))


async def ask_to_go_live(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await show(query, ask_live(texts.voice(user.language), account))


async def go_live(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await switch(bus, user, AccountId(callback_data.account_id), mode=AccountMode.LIVE)
    voice = texts.voice(user.language)
    await show(query, account_card(voice, account, voice.say("account-is-live")))


async def go_paper(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await switch(bus, user, AccountId(callback_data.account_id), mode=AccountMode.PAPER)
    voice = texts.voice(user.language)
    await show(query, account_card(voice, account, voice.say("account-is-paper")))


async def thaw(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account_id = AccountId(callback_data.account_id)
    await bus.handle(ThawAccountCommand(actor=user.follower_id, account_id=account_id))
    await show(query, account_card(texts.voice(user.language), await find_account(bus, user, account_id)))


async def ask_to_unlink(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await show(query, ask_unlink(texts.voice(user.language), account))


async def unlink(
    query: CallbackQuery, *, callback_data: AccountPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await bus.handle(UnlinkAccountCommand(actor=user.follower_id, account_id=account.account_id))
    voice = texts.voice(user.language)
    rest = accounts_list(voice, await bus.handle(ListAccountsQuery(actor=user.follower_id)))
    text = voice.lines(unlinked(voice, account.label), Html(""), rest.text)
    await show(query, type(rest)(text=text, keyboard=rest.keyboard))


async def switch(bus: MessageBus, user: FollowerView, account_id: AccountId, *, mode: AccountMode) -> AccountView:
    await bus.handle(SwitchAccountModeCommand(actor=user.follower_id, account_id=account_id, mode=mode))
    return await find_account(bus, user, account_id)


async def find_account(bus: MessageBus, user: FollowerView, account_id: AccountId) -> AccountView:
    """One of the asker's own; anything else answers like none at all."""
    for account in await bus.handle(ListAccountsQuery(actor=user.follower_id)):
        if account.account_id == account_id:
            return account
    raise NotFound("account-unknown")
