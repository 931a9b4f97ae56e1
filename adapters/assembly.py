"""The core put together with its adapters: handlers, desk, boards, connections. Starts nothing, reads no settings."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from adapters.exchanges.candles import ExchangeCandles
from adapters.exchanges.circuit_breaker import Breakers, BreakerState
from adapters.exchanges.factory import ExchangeFactory
from adapters.exchanges.lean_transport import LeanTransport
from adapters.exchanges.standing_off import StandingOff
from adapters.exchanges.transport import open_session, trusted_context
from adapters.identity import RandomIds, SystemClock
from adapters.key_page import KeyPage
from adapters.leaders.account_past import AccountArchive
from adapters.messaging.outbox import OutboxRelay
from adapters.persistence.database import Database
from adapters.persistence.paper_store import SqlPaperStore
from adapters.persistence.quality import SqlQualityReads
from adapters.persistence.read_model import SqlReadModel
from adapters.persistence.unit_of_work import SqlUnitOfWorkFactory
from adapters.persistence.writer import Writer
from adapters.pictures.easel import Easel
from adapters.vault import SqlVault
from adapters.vitals import LiveVitals
from core.application.boards import LiveMarketBoard, LiveWalletBoard
from core.application.bus import MessageBus
from core.application.gates import Gates
from core.application.handlers.parts import Parts
from core.application.handlers.table import handlers
from core.application.late_looks import LateLooks
from core.application.order_desk import OrderDesk, Spawn
from core.application.ports import StreamHealth
from core.application.resolving import Resolver
from core.application.settlement import Settlement
from core.application.timing import USUAL, Timing
from core.domain.values import LeaderId

CLOCK, IDS = SystemClock(), RandomIds()

Streams = Callable[[], Mapping[LeaderId, StreamHealth]]


class LiveHealth:
    """Streams and breakers, for the operator."""

    def __init__(self, exchanges: ExchangeFactory, writer: Writer) -> None:
        self._breakers = exchanges.breakers
        self.vitals = LiveVitals(exchanges.breakers, exchanges.limiter, writer=writer)
        self._streams: Streams = dict

    def listen_to(self, streams: Streams) -> None:
        """Whoever watches the leaders tells how it goes."""
        self._streams = streams

    def streams(self) -> Mapping[LeaderId, StreamHealth]:
        return self._streams()

    def breakers(self) -> Mapping[str, str]:
        states = self._breakers.states().items()
        return {f"{place} {lane}": state for (place, lane), state in states if state is not BreakerState.CLOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The core with its boards and its desk."""

    units: SqlUnitOfWorkFactory
    reads: SqlReadModel
    board: LiveMarketBoard
    wallets: LiveWalletBoard
    desk: OrderDesk
    health: LiveHealth
    gates: Gates
    bus: MessageBus
    door: KeyPage


LEAN = "lean"
"""Orders leave over lines of their own; else over the session that everything shares."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """`host:port` that stands in for every exchange, "" for the real ones; whose certificates to trust there; and how
    orders leave.
    """

    address: str = ""
    ca_file: Path | None = None
    order_transport: str = "ordinary"


def opened_exchanges(
    stack: AsyncExitStack, database: Database, vault: SqlVault, *, gateway: Gateway, timing: Timing = USUAL
) -> ExchangeFactory:
    """One session and one TLS context for all accounts; the session is closed after the connections."""
    session = open_session(gateway.address or None, gateway.ca_file)
    stack.push_async_callback(session.close)
    tls = trusted_context(gateway.ca_file)
    lean = LeanTransport(tls, gateway.address or None) if gateway.order_transport == LEAN else None
    if lean is not None:
        stack.callback(lean.close)
    exchanges = ExchangeFactory(
        session,
        tls=tls,
        vault=vault,
        clock=CLOCK,
        paper_store=SqlPaperStore(database.reader, database.writer),
        breakers=Breakers(rest_seconds=timing.breaker_rest_seconds),
        lean=lean,
    )
    stack.push_async_callback(exchanges.aclose)
    return exchanges


def assembled(
    database: Database,
    relay: OutboxRelay,
    *,
    exchanges: ExchangeFactory,
    vault: SqlVault,
    spawn: Spawn,
    confirm_within: timedelta,
    timing: Timing = USUAL,
    key_port: int = 0,
) -> Assembly:
    """`spawn` starts the desk's lanes in a supervised group."""
    units = SqlUnitOfWorkFactory(database.reader, database.writer, on_committed=relay.wake)
    board, wallets = LiveMarketBoard(exchanges, CLOCK), LiveWalletBoard(exchanges)
    gates, door = gates_of(exchanges, spawn), KeyPage(spawn, CLOCK, port=key_port)
    desk, resolver = ordering(units, exchanges, board=board, wallets=wallets, gates=gates, spawn=spawn, timing=timing)
    relay.after(desk.precedence)
    health, reads = LiveHealth(exchanges, database.writer), SqlReadModel(database.reader)
    known = partial(Parts, units=units, reads=reads, directory=exchanges, vault=vault, board=board, wallets=wallets)
    parts = known(
        quality=SqlQualityReads(database.reader),
        desk=desk,
        resolver=resolver,
        health=health,
        ids=IDS,
        clock=CLOCK,
        gates=gates,
        confirm_within=confirm_within,
        timing=timing,
        candles=ExchangeCandles(exchanges),
        easel=Easel(spawn),
        vitals=health.vitals,
        door=door,
        archive=AccountArchive(exchanges),
    )
    made = partial(Assembly, units=units, reads=reads, board=board, wallets=wallets, desk=desk)
    return made(health=health, gates=gates, bus=MessageBus(handlers(parts)), door=door)


def gates_of(exchanges: ExchangeFactory, spawn: Spawn) -> Gates:
    """Closed where an exchange wants no requests."""
    gates = Gates()
    StandingOff(gates, exchanges.limiter, exchanges.breakers, spawn=spawn)
    return gates


def ordering(
    units: SqlUnitOfWorkFactory,
    exchanges: ExchangeFactory,
    *,
    board: LiveMarketBoard,
    wallets: LiveWalletBoard,
    gates: Gates,
    spawn: Spawn,
    timing: Timing,
) -> tuple[OrderDesk, Resolver]:
    """Who sends orders, and who finds out what became of them."""
    settlement = Settlement(IDS, board)
    desk = OrderDesk(
        units,
        exchanges,
        settlement=settlement,
        wallets=wallets,
        clock=CLOCK,
        spawn=spawn,
        timing=timing,
        gates=gates,
    )
    exchanges.after(desk.precedence)
    late = LateLooks(units, exchanges, settlement, desk=desk, ids=IDS, clock=CLOCK, timing=timing)
    exchanges.after(desk.precedence)
    return desk, Resolver(units, exchanges, desk=desk, board=board, late=late, clock=CLOCK, timing=timing)
