"""One request as a handler sees it: who asks, for what; and the route it came by. Knows no path."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.sandbox.engine.accounts import ApiKey, Right, VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.faults import Fault, FaultKind
from adapters.sandbox.venues.bitget.codes import Area, no_such_symbol
from adapters.sandbox.venues.bitget.envelope import NativeError
from adapters.sandbox.venues.bitget.fields import Fields
from adapters.sandbox.venues.bitget.words import FUTURES, PRODUCT_TYPES


class Access(StrEnum):
    """Who may call: anybody, classic accounts, unified accounts."""

    PUBLIC = "public"
    CLASSIC = "classic"
    UNIFIED = "unified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    engine: Engine
    fields: Fields
    area: Area
    key: ApiKey | None = None
    fault: Fault | None = None

    @property
    def signer(self) -> ApiKey:
        if self.key is None:
            raise NativeError("40001", "ACCESS_KEY cannot be empty")
        return self.key

    @property
    def account(self) -> VenueAccount:
        return self.signer.account

    def require(self, right: Right) -> None:
        if not self.signer.may(right):
            raise NativeError("40014", "Incorrect permissions")

    def instrument(self, kind: Kind) -> Instrument:
        return self.known(kind, self.fields.get("symbol"))

    def find_instrument(self, kind: Kind) -> Instrument | None:
        return self.known(kind, symbol) if (symbol := self.fields.find("symbol")) else None

    def instruments(self, kind: Kind) -> list[Instrument]:
        """The one that is named, or all of them."""
        one = self.find_instrument(kind)
        return [one] if one else self.engine.instruments(kind)

    def known(self, kind: Kind, symbol: str) -> Instrument:
        try:
            return self.engine.instrument(kind, symbol.upper())
        except Refused as error:
            raise no_such_symbol(self.area, symbol) from error

    def late_rejection(self) -> str:
        """The reason a planned fault gives for rejecting the order after its acknowledgement."""
        late = self.fault is not None and self.fault.kind is FaultKind.LATE_REJECTION
        return (self.fault.code or "delegated_risk_order_cancel") if late and self.fault else ""

    def loses_order_id(self) -> bool:
        return self.fault is not None and self.fault.kind is FaultKind.MISSING_ORDER_ID


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`operation` is the neutral name by which faults are matched and an account's requests are counted."""

    handler: Handler
    operation: str
    access: Access
    area: Area
    right: Right | None = None


Routes = dict[tuple[str, str], Route]


def product_type(fields: Fields) -> str:
    """Futures requests name their product; only USDT-FUTURES has anything to trade here."""
    named = fields.get("productType").upper()
    if named not in PRODUCT_TYPES:
        raise NativeError("40017", "Parameter verification failed productType")
    return named


def is_traded(fields: Fields) -> bool:
    return product_type(fields) == FUTURES
