"""What the handlers are built from. Builds nothing itself."""

from dataclasses import dataclass, field
from datetime import timedelta

from core.application.candles import CandleSource, NoCandles
from core.application.gates import Gates
from core.application.handlers.reserving import CONFIRM_WITHIN
from core.application.key_door import KeyDoor, NoDoor
from core.application.order_desk import OrderDesk
from core.application.past_prices import Archive
from core.application.pictures import Easel, NoEasel
from core.application.ports import (
    Clock,
    ExchangeDirectory,
    Health,
    IdSource,
    MarketBoard,
    Vault,
    WalletBoard,
)
from core.application.quality_reads import QualityReads
from core.application.read_model import ReadModel
from core.application.resolving import Resolver
from core.application.timing import USUAL, Timing
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWorkFactory
from core.application.vitals import Gauges, Vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the handlers are built from."""

    units: UnitOfWorkFactory
    reads: ReadModel
    quality: QualityReads
    directory: ExchangeDirectory
    vault: Vault
    board: MarketBoard
    wallets: WalletBoard
    desk: OrderDesk
    resolver: Resolver
    health: Health
    ids: IdSource
    clock: Clock
    turns: Turns = field(default_factory=Turns)
    gates: Gates = field(default_factory=Gates)
    confirm_within: timedelta = CONFIRM_WITHIN
    timing: Timing = USUAL
    candles: CandleSource = field(default_factory=NoCandles)
    easel: Easel = field(default_factory=NoEasel)
    vitals: Vitals = field(default_factory=Gauges)
    door: KeyDoor = field(default_factory=NoDoor)
    archive: Archive | None = None
