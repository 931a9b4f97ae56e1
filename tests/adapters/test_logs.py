"""Planted secrets never come out of the log, whatever way they went in."""

import base64
import io
import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from loguru import logger

from adapters.logs import LogShape, redact, set_up_logs

KEY = "cAnArY/kEy+with=odd&signs"
TOKEN = "123456789:AAEcanarycanarycanarycanarycanary12"
MASTER = "k1:" + base64.b64encode(b"canary-canary-canary-canary-1234").decode()


@pytest.fixture(params=list(LogShape))
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile; afterwards the standard library logs as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # or setting up would close pytest's own
    stream = io.StringIO()
    set_up_logs("DEBUG", stream=stream, shape=request.param)
    redact(KEY)
    yield stream
    logger.remove()
    root.handlers[:], root.level = handlers, level


def fail_with(message: str) -> None:
    variable = "-".join(["canary", "in", "a", "variable"])
    raise ValueError(message + variable[:0])


def failing(message: str, write: Callable[[str], object]) -> None:
    try:
        fail_with(message)
    except ValueError:
        write("it failed")


SHAPES = [KEY, quote(KEY, safe=""), json.dumps(KEY), base64.b64encode(KEY.encode()).decode()]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_known_secret_is_hidden_in_every_form(log: io.StringIO, shape: str) -> None:
    logger.info("sent " + shape)
    logger.bind(request=shape).warning("sent")
    logging.getLogger("library").error("sent %s", shape)
    failing(f"bad {shape}", logger.exception)
    text = log.getvalue()
    assert text.count("[hidden]") >= 4
    assert "cAnArY" not in text
    assert base64.b64encode(KEY.encode()).decode()[:20] not in text


def test_a_thousand_keys_are_hidden(log: io.StringIO) -> None:
    keys = [f"canary{number:026}" for number in range(1_000)]
    for key in keys:
        redact(key)
    logger.info(" ".join(f"key={key}," for key in keys))
    assert "canary" not in log.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"{{'token': '{TOKEN}'}}",
        "GET /fapi/v1/order?symbol=BTCUSDT&signature=canary0123456789abcdef&timestamp=1",
        "headers {'X-MBX-APIKEY': 'canary0123456789'}",
        'headers {"ACCESS-KEY": "canary-1", "ACCESS-SIGN": "canary=2", "ACCESS-PASSPHRASE": "canary3"}',
        "X-BAPI-API-KEY: canary12345 X-BAPI-SIGN: canaryabcdef",
        '{"apiKey":"canary12345","secret":"canary67890","password":"canary"}',
        "wss://stream/ws?listenKey=canarycanarycanary",
        f"MASTER_KEY={MASTER}",
        f"ring {MASTER}",
        "proxy http://canary-user:canary-password@proxy:3128",
    ],
)
def test_an_unknown_secret_is_known_by_its_shape(log: io.StringIO, line: str) -> None:
    logger.info(line)
    assert "canary" not in log.getvalue().lower()


def test_values_of_variables_are_never_shown(log: io.StringIO) -> None:
    failing("plain", logger.exception)
    failing("plain", logging.getLogger("library").exception)
    text = log.getvalue()
    assert "fail_with" in text
    assert "canary-in-a-variable" not in text


def test_harmless_text_stays(log: io.StringIO) -> None:
    logger.bind(account="a1").info("order 123456 of {coin} filled at 60000.5", coin="BTC")
    assert "order 123456 of BTC filled at 60000.5" in log.getvalue()


def test_a_line_break_forges_no_line(log: io.StringIO) -> None:
    logger.info("user Anna\n2026-11-22 ERROR forged")
    assert len(log.getvalue().splitlines()) == 1


def test_the_log_is_ascii(log: io.StringIO) -> None:
    logger.bind(name="Олена").info("вітання 🚀")
    assert log.getvalue().isascii()


def test_ccxt_never_logs_its_requests(log: io.StringIO) -> None:
    logging.getLogger("ccxt.base.exchange").debug("headers")
    logging.getLogger("ccxt.base.exchange").info("headers")
    assert log.getvalue() == ""


def test_json_lines_are_json() -> None:
    stream = io.StringIO()
    set_up_logs("INFO", stream=stream, shape=LogShape.JSON)
    logger.bind(exchange="bybit").warning('quoted "text"')
    logger.remove()
    record = json.loads(stream.getvalue())["record"]
    assert (record["message"], record["extra"]) == ('quoted "text"', {"exchange": "bybit"})


def test_the_level_is_kept(log: io.StringIO) -> None:
    logger.trace("too fine")
    assert log.getvalue() == ""
