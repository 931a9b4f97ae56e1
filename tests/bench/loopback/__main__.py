"""The loopback as a process of its own: TLS for the exchanges, plain HTTP for Telegram. Decides no answer itself.

Usage: python -m tests.bench.loopback <directory> <gateway of the sandbox> <its CA file>. Writes `loopback.json` there.
"""

import asyncio
import gc
import json
import signal
import ssl
import sys
from pathlib import Path

import trustme
import uvloop

from adapters.exchanges.transport import open_session
from adapters.sandbox.gateway import CERTIFIED_HOSTS
from tests.bench.loopback.connection import Connection
from tests.bench.loopback.exchange import ExchangeDesk
from tests.bench.loopback.telegram import Telegram

HOST = "127.0.0.1"
WAITING_CONNECTIONS = 8192


async def main(directory: Path, gateway: str, ca_file: Path, *, sandbox_ca: bytes) -> None:
    authority, stop = trustme.CA(), asyncio.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*CERTIFIED_HOSTS).configure_cert(context)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with open_session(gateway, ca_file) as session, asyncio.TaskGroup() as group:
        telegram = Telegram()
        exchanges = ExchangeDesk(session, telegram, group)
        servers = [
            await loop.create_server(lambda: Connection(exchanges), HOST, 0, ssl=context, backlog=WAITING_CONNECTIONS),
            await loop.create_server(lambda: Connection(telegram), HOST, 0),
        ]
        gc.freeze()
        ports = [server.sockets[0].getsockname()[1] for server in servers]
        publish(directory, *ports, certificates=authority.cert_pem.bytes() + sandbox_ca)
        await stop.wait()
        for server in servers:
            server.close()


def publish(directory: Path, exchange_port: int, telegram_port: int, *, certificates: bytes) -> None:
    both, written = directory / "both.pem", directory / "loopback.tmp"
    both.write_bytes(certificates)
    places = {"gateway": f"{HOST}:{exchange_port}", "telegram_url": f"http://{HOST}:{telegram_port}"}
    written.write_text(json.dumps(places | {"ca_file": str(both)}), encoding="utf-8")
    written.rename(directory / "loopback.json")


if __name__ == "__main__":
    trusted = Path(sys.argv[3])
    uvloop.run(main(Path(sys.argv[1]), sys.argv[2], trusted, sandbox_ca=trusted.read_bytes()))
