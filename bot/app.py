"""The composition root, the only file of bot/ that imports adapters. Builds, starts, closes in reverse.

storage    writer, outbox relay            the last to end: nothing is durable without it
trading    desk, loops, streams            ends when no order is on its way
chat       sender, inbox, polling          the first to stop listening
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import uvloop
from loguru import logger

from adapters.assembly import CLOCK, IDS, Assembly, Gateway, assembled, opened_exchanges
from adapters.exchanges.factory import ExchangeFactory
from adapters.health import serving
from adapters.identity import wall
from adapters.key_ring import KeyRing, new_entry
from adapters.leaders.exchange_account import ExchangeAccountFeed
from adapters.logs import redact, set_up_logs
from adapters.messaging.event_bus import EventBus, get_event_bus
from adapters.messaging.outbox import OutboxRelay
from adapters.metrics import Metrics
from adapters.persistence.backup import back_up, restore
from adapters.persistence.chat_stores import SqlCardBook, SqlConversationStore, SqlUpdateInbox
from adapters.persistence.database import Database, open_database
from adapters.persistence.deliveries import SqlDeliveryBook, SqlSilenceBook
from adapters.persistence.upkeep import upkeep
from adapters.probes import probe_database, probe_exchange, probe_master_key
from adapters.sandbox.demo import play
from adapters.vault import SqlVault
from bot import keeping
from bot.beating import ClockGuard, time_chores
from bot.chat import Chat, Memory, build_chat, hang_up, talk, telegram
from bot.check import Probe, complaints, live_settings, refuse, report, say
from bot.guarding import GateNews, Restoring
from bot.housekeeping import house_chores
from bot.key_prompt import enter_key
from bot.leader_watch import LeaderWatch
from bot.loops import USUAL_RHYTHM, Loops, Rhythm, breaker_teller, start_trading
from bot.outages import Outages
from bot.refreshing import Refreshing
from bot.rivals import Rivals
from bot.settings import Settings, read_settings
from bot.views.key_page import KeyPageWords
from bot.watching import AccountWatch
from bot.workers import Supervisor
from core.application.chat_ports import DeliveryBook
from core.application.showing import follower_view
from core.application.timing import USUAL, Timing
from core.domain.errors import StorageError, TandemError
from core.domain.values import Exchange

DRAIN_SECONDS = 5.0
new_event_loop = uvloop.new_event_loop
DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What was built, for whoever starts and closes it."""

    settings: Settings
    database: Database
    relay: OutboxRelay
    metrics: Metrics
    exchanges: ExchangeFactory
    vault: SqlVault
    ring: KeyRing
    core: Assembly
    storage: Supervisor
    trading: Supervisor
    intake: Supervisor
    chat: Supervisor
    timing: Timing


@asynccontextmanager
async def built(settings: Settings, timing: Timing = USUAL) -> AsyncIterator[House]:
    """Everything below the chat, with the database open and its writer running."""
    metrics, ring = Metrics(), KeyRing.parse(settings.key_ring().get_secret_value())
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database_url, observe=metrics.observe_commit)
        stack.push_async_callback(database.close)
        storage = closing(stack, "storage")
        storage.keep("writer", database.writer.run)
        vault = SqlVault(database.reader, database.writer, ring=ring)
        gateway = Gateway(settings.exchange_gateway, settings.exchange_ca_file, settings.order_transport)
        exchanges = opened_exchanges(stack, database, vault, gateway=gateway, timing=timing)
        trading, intake, chat = [closing(stack, name) for name in ("trading", "intake", "chat")]
        relay = OutboxRelay(database.reader, database.writer, bus=get_event_bus(), clock=CLOCK)
        core = assembled(
            database,
            relay,
            exchanges=exchanges,
            vault=vault,
            spawn=trading.spawn,
            confirm_within=timedelta(seconds=settings.confirm_seconds),
            timing=timing,
            key_port=settings.key_port,
        )
        stack.push_async_callback(core.door.aclose)
        yield House(
            settings=settings,
            database=database,
            relay=relay,
            metrics=metrics,
            exchanges=exchanges,
            vault=vault,
            ring=ring,
            core=core,
            storage=storage,
            trading=trading,
            intake=intake,
            chat=chat,
            timing=timing,
        )


def closing(stack: AsyncExitStack, name: str) -> Supervisor:
    """A supervisor that the stack ends."""
    supervisor = Supervisor(name)
    stack.push_async_callback(supervisor.aclose)
    return supervisor


async def run(timing: Timing = USUAL, rhythm: Rhythm = USUAL_RHYTHM) -> int:
    """`python -m bot run`: until SIGTERM or Ctrl-C. Only tests hand in other waits."""
    if wrong := complaints():
        return refuse(wrong)
    settings = read_settings()
    for secret in (settings.bot_token, settings.key_ring()):
        redact(secret.get_secret_value())
    set_up_logs(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with built(settings, timing) as house:
            await live(house, stop, rhythm)
    except TandemError as error:
        logger.bind(error=type(error).__name__).error("can't start or go on: {}", error)
        return 1
    return 0


async def live(house: House, stop: asyncio.Event, rhythm: Rhythm) -> None:
    """Recover first, then trade and talk; end in the opposite order."""
    core, events, memory = house.core, get_event_bus(), memory_of(house)
    house.metrics.listen(events)
    chat = build_chat(house.settings, core.bus, memory=memory, supervisor=house.chat, subscribe=events.subscribe)
    chat.bot.session.middleware(Rivals(core.gates))
    core.health.vitals.watch("messages", chat.sender.waiting)
    core.door.furnish(core.bus, KeyPageWords(chat.texts))
    house.storage.keep("outbox", partial(tell_news, house, chat, memory.deliveries))
    house.storage.keep("gate news", GateNews(core.gates, core.units, ids=IDS, clock=CLOCK).run)
    if await house.database.is_restored():
        restoring = Restoring(core.gates, core.bus, core.units, recovered=house.database.recovered)
        house.trading.spawn(restoring.run())
    outages = Outages(breaker_teller(core.units, IDS, clock=CLOCK, spawn=house.trading.spawn))
    house.exchanges.breakers.listen(outages.changed)
    house.storage.keep("outages", outages.run)
    await house.vault.check()
    if rotated := await house.vault.rotate():
        logger.bind(keys=rotated).info("sealed again with the first master key; the old one may be dropped")
    await start_trading(loops_of(house, memory, rhythm), core.units, core.wallets)
    users = [follower_view(follower) for follower in await core.reads.followers()]
    async with serving(house.settings.metrics_port, house.metrics, is_alive=lambda: not stop.is_set()):
        logger.info("Tandem is awake")
        await talk(chat, users, supervisor=house.chat, stop=stop)
    logger.info("going to sleep")
    await house.intake.aclose()
    await drain(house)
    await house.database.note_high_water()
    await hang_up(chat)


async def tell_news(house: House, chat: Chat, deliveries: DeliveryBook) -> None:
    """News of the last life that reached nobody come before any newer ones; trading doesn't wait, news do."""
    chat.sender.give_way = house.core.desk.precedence.give_way
    again = EventBus()
    chat.notifier.subscribe(again.subscribe)
    await chat.presence.restore()
    await again.publish_all(await deliveries.unfinished())
    await house.relay.run()


async def drain(house: House) -> None:
    """Orders on their way get the time to be answered; what isn't will be resolved at the next start."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            await house.core.desk.idle()
            await house.relay.drain()
    except (TimeoutError, StorageError):
        logger.warning("orders were still on their way; they will be resolved at the next start")


def memory_of(house: House) -> Memory:
    reader, writer = house.database.reader, house.database.writer
    deliveries = SqlDeliveryBook(reader, writer, clock=CLOCK)
    house.relay.carry(deliveries.take)
    return Memory(
        cards=SqlCardBook(reader, writer),
        conversations=SqlConversationStore(reader, writer),
        updates=SqlUpdateInbox(reader, writer, ring=house.ring, clock=CLOCK),
        deliveries=deliveries,
        silences=SqlSilenceBook(reader, writer, clock=CLOCK),
    )


def loops_of(house: House, memory: Memory, rhythm: Rhythm) -> Loops:
    core, timing, settings = house.core, house.timing, house.settings
    feed = ExchangeAccountFeed(house.exchanges, silence_seconds=timing.leader_silence_seconds)
    leaders = LeaderWatch(core.units, core.bus, feed, clock=CLOCK, supervisor=house.intake, timing=timing)
    core.health.listen_to(leaders.health)
    accounts = AccountWatch(core.units, core.bus, house.exchanges, supervisor=house.intake, gates=core.gates)
    clocks = ClockGuard(house.exchanges, core.gates, wall=wall, most_seconds=settings.clock_skew_seconds)

    return Loops(
        bus=core.bus,
        desk=core.desk,
        refreshing=Refreshing(core.units, core.bus, board=core.board, wallets=core.wallets),
        leaders=leaders,
        accounts=accounts,
        supervisor=house.intake,
        rhythm=rhythm,
        chores=(
            ("forget delivered events", DAY_SECONDS, house.relay.forget_old),
            ("forget handled updates", DAY_SECONDS, memory.updates.forget_old),
            ("forget delivered news", DAY_SECONDS, memory.deliveries.forget_old),
            *house_chores(core.bus, core.reads, house.metrics.observe_backlog),
            *time_chores(clocks, CLOCK, supervisor=house.intake, accounts=accounts),
            *upkeep(
                house.database, core.gates, clock=CLOCK, folder=settings.backup_dir, kept_days=settings.backup_days
            ),
        ),
    )


async def check() -> int:
    """`python -m bot check`: settings, keys, database, Telegram, exchanges; changes nothing."""
    if wrong := complaints():
        return refuse(wrong)
    settings = read_settings()
    redact(settings.bot_token.get_secret_value())
    return await report(probes(settings), say)


def probes(settings: Settings) -> Mapping[str, Probe]:
    """What `check` looks at beyond the form of the settings."""

    async def bot_api() -> str:
        bot = telegram(settings)
        try:
            return f"@{(await bot.get_me()).username}"
        finally:
            await bot.session.close()

    found: dict[str, Probe] = {
        "master key": partial(probe_master_key, settings.key_ring().get_secret_value()),
        "database": partial(probe_database, settings.database_url),
        "Telegram": bot_api,
    }
    gateway, ca_file = settings.exchange_gateway or None, settings.exchange_ca_file
    return found | {
        exchange.value: partial(probe_exchange, exchange, gateway, ca_file=ca_file) for exchange in Exchange
    }


async def new_key() -> int:
    """`python -m bot check --new-key`."""
    say(new_entry(f"k{datetime.now(UTC):%Y%m%d}"))
    return 0


async def demo() -> int:
    return refuse(live_settings()) or await play.play(say)


async def sandbox() -> int:
    return refuse(live_settings()) or await play.sandbox(say)


VERBS: Mapping[str, Callable[[], Coroutine[None, None, int]]] = {
    "run": run,
    "check": check,
    "new-key": new_key,
    "key": enter_key,
    "demo": demo,
    "sandbox": sandbox,
}
FILE_VERBS: Mapping[str, Callable[[str], Coroutine[None, None, int]]] = {
    "backup": partial(keeping.backup, back_up),
    "restore": partial(keeping.restore, restore),
}
