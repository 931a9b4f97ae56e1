"""Who plays, where they trade and with which key. Lets nobody act."""

from dataclasses import dataclass

from adapters.sandbox.demo.levers import Json
from adapters.sandbox.demo.trouble import StoryBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A person of the sandbox; `account` is name@venue, empty for who trades nothing."""

    id: int
    name: str
    language: str
    account: str = ""

    @property
    def venue(self) -> str:
        return self.account.partition("@")[2]


OLENA = Role(id=1001, name="Olena", language="uk")
LEV = Role(id=1002, name="Lev", language="en", account="leader@binance")
ANN = Role(id=1003, name="Ann", language="en", account="ann@binance")
BOHDAN = Role(id=1004, name="Bohdan", language="uk", account="bo@bybit")
CLEO = Role(id=1005, name="Cleo", language="en", account="cleo@bitget")

CAST = (OLENA, LEV, ANN, BOHDAN, CLEO)
FOLLOWERS = (ANN, BOHDAN, CLEO)


def key_text(handshake: Json, address: str) -> str:
    """What its owner pastes into the chat. The first key: the leader's is the one that can only read."""
    for account in handshake["accounts"]:
        if account["name"] == address:
            key = account["keys"][0]
            return " ".join(part for part in (key["api_key"], key["secret"], key["passphrase"]) if part)
    raise StoryBroken(f"nobody has an account {address}")
