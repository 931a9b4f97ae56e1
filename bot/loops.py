"""The table of everything that goes on by itself, with its pauses; and the order of a start. Decides nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

from bot.heap import keep_the_start
from bot.leader_watch import LeaderWatch
from bot.refreshing import Refreshing, Resuming
from bot.rounds import rounds
from bot.watching import AccountWatch
from bot.workers import Supervisor, every
from core.application.boards import LiveWalletBoard
from core.application.bus import MessageBus
from core.application.commands import ExpireConfirmationsCommand, ResolveTradesCommand, WatchSpotStopsCommand
from core.application.key_commands import CheckPositionModesCommand, CheckSuspectKeysCommand, RemindOfUnmanagedCommand
from core.application.order_desk import OrderDesk, Spawn
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.events import BreakerChangedEvent
from core.domain.values import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds between the steps of everything that repeats."""

    price: float = 1.0
    market: float = 60.0
    wallet: float = 20.0
    watch: float = 1.0
    resolve: float = 1.0
    expire: float = 1.0
    recover: float = 30.0
    observe: float = 60.0
    leader_check: float = 20.0
    key_check: float = 24 * 3600.0
    suspect_account: float = 20.0
    remind: float = 3600.0


USUAL_RHYTHM = Rhythm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """What repeats."""

    bus: MessageBus
    desk: OrderDesk
    refreshing: Refreshing
    leaders: LeaderWatch
    accounts: AccountWatch
    supervisor: Supervisor
    rhythm: Rhythm = USUAL_RHYTHM
    chores: Sequence[tuple[str, float, Callable[[], Awaitable[object]]]] = ()


async def start_trading(loops: Loops, units: UnitOfWorkFactory, wallets: LiveWalletBoard) -> None:
    """Prices and balances once, doubts resolved, protection restored; only then the leaders are heard."""
    await loops.refreshing.prices()
    async with units() as unit:
        accounts = await unit.accounts.linked()
    await asyncio.gather(
        *(loops.refreshing.quietly(wallets.refresh(account), account.exchange) for account in accounts)
    )
    await loops.accounts.begin()
    resuming = Resuming(loops.bus)
    loops.desk.watch(resuming)
    loops.supervisor.keep("resume events", resuming.run)
    keep_the_start()
    start_loops(loops)


def start_loops(loops: Loops) -> None:
    """Everything that repeats, with its pause."""

    async def resolve() -> None:
        await loops.bus.handle(ResolveTradesCommand())

    async def expire() -> None:
        await loops.bus.handle(ExpireConfirmationsCommand())

    async def watch_spot_stops() -> None:
        await loops.bus.handle(WatchSpotStopsCommand())

    async def check_suspects() -> None:
        await loops.bus.handle(CheckSuspectKeysCommand())
        await loops.bus.handle(CheckPositionModesCommand())

    async def remind() -> None:
        await loops.bus.handle(RemindOfUnmanagedCommand())

    rhythm = loops.rhythm
    for name, seconds, step in (
        ("prices", rhythm.price, loops.refreshing.prices),
        ("markets", rhythm.market, loops.refreshing.markets),
        ("wallets", rhythm.wallet, loops.refreshing.all_wallets),
        ("wanted wallets", 0.0, loops.refreshing.wanted_wallets),
        ("observe leaders", rhythm.observe, loops.refreshing.leaders),
        ("watch leaders", rhythm.watch, loops.leaders.step),
        ("check leaders", rhythm.leader_check, loops.leaders.check),
        ("watch accounts", rhythm.watch, loops.accounts.step),
        ("recover accounts", rhythm.recover, loops.accounts.recover),
        ("check keys", rhythm.key_check, loops.accounts.check_keys),
        ("check suspect accounts", rhythm.suspect_account, check_suspects),
        ("remind of unmanaged accounts", rhythm.remind, remind),
        ("resolve", rhythm.resolve, resolve),
        ("expire", rhythm.expire, expire),
        ("watch spot stops", rhythm.price, watch_spot_stops),
        *rounds(loops.bus),
        *loops.chores,
    ):
        loops.supervisor.keep(name, every(seconds, step))


def breaker_teller(
    units: UnitOfWorkFactory, ids: IdSource, *, clock: Clock, spawn: Spawn
) -> Callable[[Exchange, str, str], None]:
    """A breaker's change is news, committed like any other."""

    async def tell(exchange: Exchange, lane: str, state: str) -> None:
        async with units() as unit:
            unit.record(
                BreakerChangedEvent(
                    event_id=f"Breaker:{ids.new()}",
                    occurred_at=clock.now(),
                    exchange=exchange,
                    lane=lane,
                    state=state,
                )
            )
            await unit.commit()

    def told(exchange: Exchange, lane: str, state: str) -> None:
        telling: Coroutine[object, object, None] = tell(exchange, lane, state)
        spawn(telling)

    return told
