"""The table of everything that goes on by itself, with its pauses; and the order of a start. Decides nothing."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

from bot.refreshing import Refreshing, Resuming
from bot.watching import AccountWatch, LeaderWatch
from bot.workers import Supervisor, every
from core.application.boards import LiveWalletBoard
from core.application.bus import MessageBus
from core.application.commands import ExpireConfirmationsCommand, ResolveTradesCommand, WatchSpotStopsCommand
from core.application.order_desk import OrderDesk, Spawn
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.events import BreakerChangedEvent
from core.domain.values import Exchange

PRICE_SECONDS = 1.0
MARKET_SECONDS = 3600.0
WALLET_SECONDS = 20.0
WATCH_SECONDS = 1.0
RESOLVE_SECONDS = 1.0
EXPIRE_SECONDS = 1.0
RECOVER_SECONDS = 30.0
OBSERVE_SECONDS = 60.0
KEY_CHECK_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """What repeats."""

    bus: MessageBus
    desk: OrderDesk
    refreshing: Refreshing
    leaders: LeaderWatch
    accounts: AccountWatch
    supervisor: Supervisor
    chores: Sequence[tuple[str, float, Callable[[], Awaitable[object]]]] = ()


async def start_trading(loops: Loops, units: UnitOfWorkFactory, wallets: LiveWalletBoard) -> None:
    """Prices and balances once, doubts resolved, protection restored; only then the leaders are heard."""
    await loops.refreshing.prices()
    async with units() as unit:
        accounts = await unit.accounts.linked()
    for account in accounts:
        await loops.refreshing.quietly(wallets.refresh(account), account.exchange)
    await loops.accounts.recover()
    resuming = Resuming(loops.bus)
    loops.desk.watch(resuming)
    loops.supervisor.keep("resume events", resuming.run)
    start_loops(loops)


def start_loops(loops: Loops) -> None:
    """Everything that repeats, with its pause."""

    async def resolve() -> None:
        await loops.bus.handle(ResolveTradesCommand())

    async def expire() -> None:
        await loops.bus.handle(ExpireConfirmationsCommand())

    async def watch_spot_stops() -> None:
        await loops.bus.handle(WatchSpotStopsCommand())

    for name, seconds, step in (
        ("prices", PRICE_SECONDS, loops.refreshing.prices),
        ("markets", MARKET_SECONDS, loops.refreshing.markets),
        ("wallets", WALLET_SECONDS, loops.refreshing.all_wallets),
        ("wanted wallets", 0.0, loops.refreshing.wanted_wallets),
        ("observe leaders", OBSERVE_SECONDS, loops.refreshing.leaders),
        ("watch leaders", WATCH_SECONDS, loops.leaders.step),
        ("watch accounts", WATCH_SECONDS, loops.accounts.step),
        ("recover accounts", RECOVER_SECONDS, loops.accounts.recover),
        ("check keys", KEY_CHECK_SECONDS, loops.accounts.check_keys),
        ("resolve", RESOLVE_SECONDS, resolve),
        ("expire", EXPIRE_SECONDS, expire),
        ("watch spot stops", PRICE_SECONDS, watch_spot_stops),
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
