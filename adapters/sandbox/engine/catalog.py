"""The three exchanges' instruments and habits, with real-looking numbers. Data only."""

import uuid
from decimal import Decimal

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import FiresAs
from adapters.sandbox.engine.rules import ClientIdRule, KeyShape, Rules

# coin, price step, amount step, minimum amount, minimum cost, largest market order, greatest leverage, maintenance rate
PerpetualRow = tuple[str, str, str, str, str, str, int, str]
# coin, price step, amount step, minimum amount, minimum cost, largest market order
SpotRow = tuple[str, str, str, str, str, str]

BINANCE_PERPETUALS: tuple[PerpetualRow, ...] = (
    ("BTC", "0.1", "0.001", "0.001", "100", "120", 125, "0.004"),
    ("ETH", "0.01", "0.001", "0.001", "20", "2000", 125, "0.005"),
    ("SOL", "0.01", "0.01", "0.01", "5", "25000", 100, "0.005"),
    ("XRP", "0.0001", "0.1", "0.1", "5", "2000000", 100, "0.005"),
    ("DOGE", "0.00001", "1", "1", "5", "30000000", 75, "0.0065"),
    ("1000PEPE", "0.000001", "1", "1", "5", "60000000", 75, "0.01"),
)
BINANCE_SPOTS: tuple[SpotRow, ...] = (
    ("BTC", "0.01", "0.00001", "0.00001", "5", "100"),
    ("ETH", "0.01", "0.0001", "0.0001", "5", "1500"),
    ("SOL", "0.01", "0.001", "0.001", "5", "30000"),
    ("XRP", "0.0001", "0.1", "0.1", "5", "3000000"),
    ("DOGE", "0.00001", "1", "1", "1", "40000000"),
)
BYBIT_PERPETUALS: tuple[PerpetualRow, ...] = (
    ("BTC", "0.1", "0.001", "0.001", "5", "119", 100, "0.005"),
    ("ETH", "0.01", "0.01", "0.01", "5", "724", 100, "0.005"),
    ("SOL", "0.01", "0.1", "0.1", "5", "12000", 100, "0.005"),
    ("XRP", "0.0001", "0.1", "0.1", "5", "500000", 75, "0.0067"),
    ("DOGE", "0.00001", "1", "1", "5", "3000000", 75, "0.0067"),
    ("1000PEPE", "0.0000001", "100", "100", "5", "30000000", 75, "0.0067"),
)
BYBIT_SPOTS: tuple[SpotRow, ...] = (
    ("BTC", "0.1", "0.000001", "0.000001", "5", "50"),
    ("ETH", "0.01", "0.00001", "0.00001", "5", "600"),
    ("SOL", "0.01", "0.001", "0.001", "5", "10000"),
    ("XRP", "0.0001", "0.01", "0.01", "5", "800000"),
    ("DOGE", "0.00001", "0.1", "0.1", "5", "6000000"),
)
BITGET_PERPETUALS: tuple[PerpetualRow, ...] = (
    ("BTC", "0.1", "0.0001", "0.0001", "5", "220", 125, "0.004"),
    ("ETH", "0.01", "0.01", "0.01", "5", "3000", 100, "0.005"),
    ("SOL", "0.001", "0.1", "0.1", "5", "30000", 75, "0.0065"),
    ("XRP", "0.0001", "1", "1", "5", "2400000", 75, "0.0065"),
    ("DOGE", "0.00001", "1", "1", "5", "8000000", 75, "0.0065"),
    ("PEPE", "0.0000000001", "1000", "1000", "5", "90000000000", 50, "0.01"),
)
BITGET_SPOTS: tuple[SpotRow, ...] = (
    ("BTC", "0.01", "0.000001", "0.000001", "1", "50"),
    ("ETH", "0.01", "0.0001", "0.0001", "1", "700"),
    ("SOL", "0.01", "0.0001", "0.0001", "1", "15000"),
    ("XRP", "0.0001", "0.0001", "0.0001", "1", "900000"),
    ("DOGE", "0.00001", "0.0001", "0.0001", "1", "8000000"),
)


def _perpetual(row: PerpetualRow, taker: str, maker: str) -> Instrument:
    base, price_step, amount_step, min_amount, min_cost, largest, leverage, maintenance = row
    multiple = 1000 if base.startswith("1000") else 1
    return Instrument(
        kind=Kind.PERPETUAL,
        base=base,
        coin=base.removeprefix("1000"),
        multiple=Decimal(multiple),
        price_step=Decimal(price_step),
        amount_step=Decimal(amount_step),
        min_amount=Decimal(min_amount),
        min_cost=Decimal(min_cost),
        max_market_amount=Decimal(largest),
        max_leverage=leverage,
        maintenance_margin_rate=Decimal(maintenance),
        taker_fee=Decimal(taker),
        maker_fee=Decimal(maker),
    )


def _spot(row: SpotRow, taker: str, maker: str) -> Instrument:
    base, price_step, amount_step, min_amount, min_cost, largest = row
    return Instrument(
        kind=Kind.SPOT,
        base=base,
        coin=base,
        price_step=Decimal(price_step),
        amount_step=Decimal(amount_step),
        min_amount=Decimal(min_amount),
        min_cost=Decimal(min_cost),
        max_market_amount=Decimal(largest),
        taker_fee=Decimal(taker),
        maker_fee=Decimal(maker),
    )


def _long_number(number: int) -> str:
    """Nineteen digits: does not survive a float."""
    return str(1_300_000_000_000_000_000 + number)


def _uuid_like(number: int) -> str:
    return str(uuid.UUID(int=0x9A3C_0000_4000_8000 << 64 | number, version=4))


BINANCE = Rules(
    name="binance",
    instruments=(
        *(_perpetual(row, "0.0005", "0.0002") for row in BINANCE_PERPETUALS),
        *(_spot(row, "0.001", "0.001") for row in BINANCE_SPOTS),
    ),
    client_id_rule=ClientIdRule.UNIQUE_AMONG_OPEN,
    default_leverage=20,
    protection_fires_as=FiresAs.CHILD,
    order_id=lambda number: str(8_389_700_000_000 + number),
    key_shape=KeyShape(prefix="", key_length=64, secret_length=64, passphrase_length=0),
    liquidation_prefix="autoclose-",
    adl_prefix="adl_autoclose",
)
BYBIT = Rules(
    name="bybit",
    instruments=(
        *(_perpetual(row, "0.00055", "0.0002") for row in BYBIT_PERPETUALS),
        *(_spot(row, "0.001", "0.001") for row in BYBIT_SPOTS),
    ),
    client_id_rule=ClientIdRule.UNIQUE_ALWAYS,
    default_leverage=10,
    protection_fires_as=FiresAs.SELF,
    order_id=_uuid_like,
    key_shape=KeyShape(prefix="", key_length=18, secret_length=36, passphrase_length=0),
    hand_prefix="",
)
BITGET = Rules(
    name="bitget",
    instruments=(
        *(_perpetual(row, "0.0006", "0.0002") for row in BITGET_PERPETUALS),
        *(_spot(row, "0.001", "0.001") for row in BITGET_SPOTS),
    ),
    client_id_rule=ClientIdRule.UNIQUE_UNFILLED,
    default_leverage=20,
    protection_fires_as=FiresAs.CHILD,
    order_id=_long_number,
    key_shape=KeyShape(prefix="bg_", key_length=35, secret_length=64, passphrase_length=16),
    hand_prefix="hand",
)
