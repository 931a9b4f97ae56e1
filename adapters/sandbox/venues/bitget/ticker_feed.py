"""Tickers pushed to public streams, a few times a second at the most. Knows no account."""

import json
from typing import Any

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.streams import Stream
from adapters.sandbox.venues.bitget.envelope import now_ms
from adapters.sandbox.venues.bitget.prices import futures_ticker, spot_ticker, unified_ticker
from adapters.sandbox.venues.bitget.words import FUTURES, SPOT

PUSH_PAUSE_S = 0.2
KINDS = {SPOT: Kind.SPOT, FUTURES: Kind.PERPETUAL}

Arg = dict[str, Any]


class TickerFeed:
    """Remembers who wants which ticker; price moves of one pause are told together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._wanted: dict[Stream, list[Arg]] = {}
        self._moved: set[str] = set()
        self._waiting = False
        engine.market.listen(self._price_moved)

    def knows(self, arg: Arg) -> bool:
        named = arg.get("channel") or arg.get("topic")
        return named == "ticker" and self._instrument(arg) is not None

    def add(self, stream: Stream, arg: Arg) -> None:
        args = self._wanted.setdefault(stream, [])
        if arg not in args:
            args.append(arg)
        self._push(stream, arg)

    def remove(self, stream: Stream, arg: Arg) -> None:
        args = self._wanted.get(stream, [])
        if arg in args:
            args.remove(arg)

    def drop(self, stream: Stream) -> None:
        self._wanted.pop(stream, None)

    def _price_moved(self, coin: str) -> None:
        if not self._wanted:
            return
        self._moved.add(coin)
        if not self._waiting:
            self._waiting = True
            self._engine.timers.after(PUSH_PAUSE_S, self._flush)

    def _flush(self) -> None:
        moved, self._moved, self._waiting = self._moved, set(), False
        for stream, args in self._wanted.items():
            for arg in args:
                instrument = self._instrument(arg)
                if instrument is not None and instrument.coin in moved:
                    self._push(stream, arg)

    def _push(self, stream: Stream, arg: Arg) -> None:
        instrument = self._instrument(arg)
        if instrument is not None:
            frame = {"action": "snapshot", "arg": arg, "data": [self._row(instrument, arg)], "ts": now_ms()}
            stream.push(json.dumps(frame))

    def _row(self, instrument: Instrument, arg: Arg) -> dict[str, Any]:
        if "topic" in arg:
            return unified_ticker(self._engine, instrument)
        shape = spot_ticker if instrument.kind is Kind.SPOT else futures_ticker
        row = shape(self._engine, instrument)
        return {"instId": instrument.symbol, "open24h": row.get("open", ""), **row}

    def _instrument(self, arg: Arg) -> Instrument | None:
        kind = KINDS.get(str(arg.get("instType", "")).upper())
        if kind is None:
            return None
        try:
            return self._engine.instrument(kind, str(arg.get("instId") or arg.get("symbol") or ""))
        except Refused:
            return None
