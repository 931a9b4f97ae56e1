"""Connecting an account: exchange, then paper at once or a key. The key's message is gone before this runs."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    ConnectPress,
    ConnectVerb,
    Go,
    Place,
)
from bot.parsing import parse_credentials
from bot.routers.accounts import find_account
from bot.screen import Event, add, show
from bot.secrets import REDACTED
from bot.states import TYPED, KeyForm
from bot.texts import Html, Texts
from bot.views.accounts import account_card, ask_key, checking_key, choose_exchange, connect_ways, key_door
from bot.views.words import exchange_name
from core.application.bus import MessageBus
from core.application.commands import LinkAccountCommand, ReplaceKeyCommand
from core.application.key_commands import OpenKeyDoorCommand
from core.application.queries import ListAccountsQuery
from core.application.views import AccountView, FollowerView
from core.domain.errors import BadInput, NotPossibleNow
from core.domain.values import AccountId, Credentials, Exchange


def router() -> Router:
    router = Router(name="connecting")
    router.message.register(start, Command("connect"))
    router.callback_query.register(start, Go.filter(F.to == Place.CONNECT))
    router.callback_query.register(choose_way, ConnectPress.filter(F.verb == ConnectVerb.EXCHANGE))
    router.callback_query.register(link_on_paper, ConnectPress.filter(F.verb == ConnectVerb.PAPER))
    router.callback_query.register(ask_new_key, ConnectPress.filter(F.verb == ConnectVerb.KEY))
    router.callback_query.register(open_door, ConnectPress.filter(F.verb == ConnectVerb.DOOR))
    router.callback_query.register(ask_other_key, AccountPress.filter(F.verb == AccountVerb.REPLACE_KEY))
    router.message.register(link_with_key, KeyForm.link, TYPED)
    router.message.register(replace_key, KeyForm.replace, TYPED)
    router.message.register(want_text, StateFilter(KeyForm))
    return router


async def start(event: Event, *, texts: Texts, user: FollowerView) -> None:
    await show(event, choose_exchange(texts.voice(user.language)))


async def choose_way(query: CallbackQuery, *, callback_data: ConnectPress, texts: Texts, user: FollowerView) -> None:
    await show(query, connect_ways(texts.voice(user.language), callback_data.exchange))


async def link_on_paper(
    query: CallbackQuery, *, callback_data: ConnectPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    exchange = callback_data.exchange
    label = await free_label(bus, user, exchange)
    command = LinkAccountCommand(actor=user.follower_id, exchange=exchange, label=label)
    account = await find_account(bus, user, await bus.handle(command))
    await show(query, account_card(texts.voice(user.language), account, linked(texts, user, account)))


async def ask_new_key(
    query: CallbackQuery, *, callback_data: ConnectPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    await state.set_state(KeyForm.link)
    await state.set_data({"exchange": callback_data.exchange.value})
    await show(query, ask_key(texts.voice(user.language), callback_data.exchange))


async def ask_other_key(
    query: CallbackQuery,
    *,
    callback_data: AccountPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await state.set_state(KeyForm.replace)
    await state.set_data({"exchange": account.exchange.value, "account_id": account.account_id})
    await show(query, ask_key(texts.voice(user.language), account.exchange))


async def open_door(
    query: CallbackQuery,
    *,
    callback_data: ConnectPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """The key comes in beside the chat; what is typed here from now on is no key."""
    is_other = await state.get_state() == KeyForm.replace.state
    written = (await state.get_data()).get("account_id") if is_other else None
    account_id = None if written is None else AccountId(str(written))
    await state.clear()
    command = OpenKeyDoorCommand(actor=user.follower_id, exchange=callback_data.exchange, account_id=account_id)
    await show(query, key_door(texts.voice(user.language), await bus.handle(command)))


async def link_with_key(
    message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """Refused keys leave the form open for the next try; nothing of the text is kept."""
    voice, exchange = texts.voice(user.language), await asked_exchange(state)
    credentials = read_key(message, exchange)
    await message.answer(checking_key(voice, exchange))
    label = await free_label(bus, user, exchange)
    command = LinkAccountCommand(actor=user.follower_id, exchange=exchange, label=label, credentials=credentials)
    account_id = await bus.handle(command)
    await state.clear()
    account = await find_account(bus, user, account_id)
    await add(message, account_card(voice, account, linked(texts, user, account)))


async def replace_key(
    message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    voice, exchange = texts.voice(user.language), await asked_exchange(state)
    account_id = AccountId(str((await state.get_data()).get("account_id", "")))
    credentials = read_key(message, exchange)
    await message.answer(checking_key(voice, exchange))
    await bus.handle(ReplaceKeyCommand(actor=user.follower_id, account_id=account_id, credentials=credentials))
    await state.clear()
    account = await find_account(bus, user, account_id)
    await add(message, account_card(voice, account, voice.say("key-replaced")))


async def want_text(message: Message, *, texts: Texts, user: FollowerView) -> None:
    await message.answer(texts.voice(user.language).say("key-as-text"))


def read_key(message: Message, exchange: Exchange) -> Credentials:
    """After a crash only a mark of the message is left: the person is asked again."""
    if message.text == REDACTED:
        raise NotPossibleNow("key-lost")
    return parse_credentials(message.text or "", exchange)


async def asked_exchange(state: FSMContext) -> Exchange:
    written = str((await state.get_data()).get("exchange", ""))
    if written not in set(Exchange):
        raise BadInput("form-closed")
    return Exchange(written)


async def free_label(bus: MessageBus, user: FollowerView, exchange: Exchange) -> str:
    """`Binance`, then `Binance 2`."""
    taken = {account.label for account in await bus.handle(ListAccountsQuery(actor=user.follower_id))}
    name = exchange_name(exchange)
    return next(label for label in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if label not in taken)


def linked(texts: Texts, user: FollowerView, account: AccountView) -> Html:
    key = "account-linked-paper" if account.rights is None else "account-linked"
    return texts.voice(user.language).say(key, exchange=exchange_name(account.exchange))
