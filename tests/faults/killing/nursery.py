"""The fork server: everything imported once, then a child per order from stdin; births and deaths are told on stdout.

Must never start a thread or an event loop of its own: a fork would copy half of it.
"""

import gc
import inspect
import json
import os
import selectors
import signal
import socket
import ssl
import sys
from collections.abc import Mapping
from functools import cache

import aiosqlite
from aiogram.client.session.aiohttp import AiohttpSession

from adapters.exchanges.clients import CLASSES
from bot.dispatcher import ROUTERS
from bot.texts import Texts
from tests.database import empty_database
from tests.faults.killing.lives import lead_a_life

LOADED_LATER = (aiosqlite,)
POLITE = (signal.SIGTERM, signal.SIGINT)


def main() -> None:
    """Until stdin ends; then the children that are left are killed."""
    rehearse()
    gc.collect()
    gc.freeze()
    bell, rung = socket.socketpair()
    bell.setblocking(False)
    rung.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in POLITE:
        signal.signal(number, signal.SIG_IGN)  # who starts it ends too, and then stdin does: the children come first
    signal.set_wakeup_fd(bell.fileno())
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
        selector.register(rung, selectors.EVENT_READ)
        serve(selector, rung)


def rehearse() -> None:
    """What every life would find out for itself and none can change: texts, ccxt's names, schema, authorities."""
    ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment] # read once, for all
    inspect.signature = cache(inspect.signature)  # every life asks for those of the same thousand handlers
    AiohttpSession()
    Texts()
    for kind in CLASSES.values():
        kind({})
    empty_database()
    for module in ROUTERS:
        module.router()


def serve(selector: selectors.BaseSelector, rung: socket.socket) -> None:
    rest, children = b"", set[int]()
    while True:
        ready = {key.fd for key, _ in selector.select()}
        if rung.fileno() in ready:
            rung.recv(4096)
            children -= bury()
        if sys.stdin.fileno() in ready:
            read = os.read(sys.stdin.fileno(), 1 << 16)
            if not read:
                return abandon(children)
            *lines, rest = (rest + read).split(b"\n")
            children |= {bear(json.loads(line)) for line in lines}


def bear(order: Mapping[str, str]) -> int:
    pid = os.fork()
    if pid == 0:
        become(order)
    tell({"born": pid, "name": order["name"]})
    return pid


def become(order: Mapping[str, str]) -> None:
    """In the child; never returns into the server's code."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, *POLITE):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for found, wanted in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(found, wanted)
        os.chdir(order["directory"])
        os.environ.update(json.loads(order["environment"]))
        status = lead_a_life(order)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def bury() -> set[int]:
    """Whoever has died meanwhile, with what the kernel says of it."""
    dead = set[int]()
    while True:
        try:
            pid, status, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return dead
        if pid == 0:
            return dead
        dead.add(pid)
        seconds = used.ru_utime + used.ru_stime
        tell({"died": pid, "status": os.waitstatus_to_exitcode(status), "cpu_ms": round(seconds * 1000)})


def abandon(children: set[int]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def tell(news: Mapping[str, object]) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    main()
