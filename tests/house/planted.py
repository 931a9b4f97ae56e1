"""Small trees that break each rule on purpose, and some that stand just beside it. Checks nothing itself."""

from tests.house.messages import COMMANDS_FILE as COMMANDS
from tests.house.messages import SIX_EVENTS, TABLE

Planted = list[tuple[str, dict[str, str]]]

DOMAIN = "core/domain/thing.py"
APPLICATION = "core/application/thing.py"
ADAPTER = "adapters/thing.py"
SANDBOX = "adapters/sandbox/thing.py"
BOT = "bot/thing.py"
EVENTS = "core/domain/events.py"
TODAY = "from datetime import datetime\nAT = datetime.now()\n"
LONG_FUNCTION = "def run():\n" + "    step()\n" * 41
DEEP_FUNCTION = "def run():\n" + "".join(f"{'    ' * level}if a:\n" for level in range(1, 5)) + "    " * 5 + "step()\n"
CATCH_ALL = "try:\n    run()\nexcept {}:\n    {}\n"
ONE_COMMAND = "class OpenCommand(Command[None]):\n    pass\n"
VAGUE_COMMAND = "class Open(Command[None]):\n    pass\n"
ONE_HANDLER = "TABLE = {commands.OpenCommand: run}\n"
EN, UK = "locales/en.ftl", "locales/uk.ftl"

BROKEN: Planted = [
    ("dependency rule", {DOMAIN: "import ccxt\n"}),
    ("dependency rule", {DOMAIN: "from core.application.bus import MessageBus\n"}),
    ("dependency rule", {APPLICATION: "from loguru import logger\n"}),
    ("dependency rule", {ADAPTER: "from bot.settings import Settings\n"}),
    ("dependency rule", {BOT: "from adapters.vault import FileVault\n"}),
    ("dependency rule", {BOT: "import sqlalchemy\n"}),
    ("dependency rule", {SANDBOX: "from core.domain.values import Side\n"}),
    ("dependency rule", {SANDBOX: "import ccxt.pro\n"}),
    ("imports", {BOT: "def run():\n    import json\n"}),
    ("imports", {BOT: "from . import settings\n"}),
    ("imports", {BOT: "from core.domain.values import *\n"}),
    ("imports", {BOT: "from typing import TYPE_CHECKING\n"}),
    ("no await in the domain", {DOMAIN: "async def decide():\n    pass\n"}),
    ("no float in the domain", {DOMAIN: "RATE = 0.1\n"}),
    ("no float in the domain", {DOMAIN: "def cost(amount: float) -> None: ...\n"}),
    ("no float in the domain", {DOMAIN: "cost = float('1')\n"}),
    ("no clock in the domain", {DOMAIN: TODAY}),
    ("no clock in the domain", {DOMAIN: "import time\n"}),
    ("no clock in the domain", {DOMAIN: "from uuid import uuid4\n"}),
    ("money arithmetic", {APPLICATION: "cost = amount * price\n"}),
    ("money arithmetic", {DOMAIN: "amount /= 2\n"}),
    ("file size", {BOT: "a = 1\n" * 301}),
    ("function and class size", {BOT: LONG_FUNCTION}),
    ("function and class size", {BOT: "class Long:\n" + "    a = 1\n" * 300}),
    ("median function", {BOT: "def run():\n" + "    step()\n" * 9}),
    ("nesting", {BOT: DEEP_FUNCTION}),
    ("docstrings", {BOT: "import json\n"}),
    ("docstrings", {BOT: '"""' + "One line more.\n" * 9 + '"""\n'}),
    ("names", {BOT: "class TradeManager:\n    pass\n"}),
    ("names", {BOT: "class BaseExchange:\n    pass\n"}),
    ("names", {BOT: "def trade_helper():\n    pass\n"}),
    ("names", {BOT: "def run(data):\n    pass\n"}),
    ("names", {BOT: "user_info = 1\n"}),
    ("names", {"bot/utils.py": ""}),
    ("no booleans", {DOMAIN: "def close(force: bool) -> None: ...\n"}),
    ("no booleans", {DOMAIN: "def close(*, force: bool | None = None) -> None: ...\n"}),
    ("no Any", {BOT: "from typing import Any\nanswer: Any = 1\n"}),
    ("tasks", {ADAPTER: "asyncio.create_task(run())\n"}),
    ("tasks", {ADAPTER: "create_task(run())\n"}),
    ("tasks", {BOT: "asyncio.ensure_future(run())\n"}),
    ("broad except", {BOT: CATCH_ALL.format("Exception", "pass")}),
    ("broad except", {BOT: CATCH_ALL.format("(ValueError, BaseException)", "raise Other")}),
    ("broad except", {ADAPTER: "try:\n    run()\nexcept:\n    pass\n"}),
    ("broad except", {ADAPTER: "with suppress(Exception):\n    run()\n"}),
    ("nothing undone", {BOT: "# TO" + "DO: later\n"}),
    ("nothing undone", {BOT: "raise NotImplemented" + "Error\n"}),
    ("place_order", {APPLICATION: "await connection.place_order(order)\n"}),
    ("handlers", {COMMANDS: ONE_COMMAND, TABLE: "TABLE = {}\n"}),
    ("handlers", {COMMANDS: VAGUE_COMMAND, TABLE: "TABLE = {commands.Open: run}\n"}),
    ("six events", {EVENTS: "class TradeExecutedEvent:\n    pass\n"}),
    ("events", {EVENTS: "class TradeExecutedEvent:\n    pass\n"}),
    ("events", {EVENTS: "@dataclass(frozen=True)\nclass TradeExecuted:\n    pass\n"}),
    ("links", {"README.md": "See [the house](HOUSE.md).\n"}),
    ("links", {"docs/a.md": "![a picture](pictures/none.png)\n"}),
    ("paths", {"README.md": "It is in `core/domain/nowhere.py`.\n"}),
    ("told tests", {"README.md": "`tests/a.py::test_it`\n", "tests/a.py": "def test_other() -> None: ...\n"}),
    ("fault rows", {"ARCHITECTURE.md": "## 11. Faults\n| 1 | it burns | `tests/a.py::test_it` |\n"}),
    ("drawn tree", {DOMAIN: "", "ARCHITECTURE.md": "    other.py\n"}),
    ("dependencies", {"pyproject.toml": '[project]\ndependencies = ["attrs>=26"]\n'}),
    ("dependencies", {"ARCHITECTURE.md": "| Package | why |\n|---|---|\n| `attrs` | none |\n"}),
    ("locks", {"requirements-run.lock": "attrs==26\n", "requirements.lock": "attrs==25\n"}),
    ("verbs", {"README.md": "Type `make coffee`.\n", "Makefile": "test: ## Run\n"}),
    ("verbs", {"README.md": "```sh\nmake coffee\n```\n", "Makefile": "test: ## Run\n"}),
    ("settings", {".env.example": "BOT_TOKEN=\n"}),
    ("settings", {"README.md": "| Setting | Default |\n|---|---|\n| `NO_SUCH` | |\n"}),
    ("commands", {"README.md": "| Command | Says |\n|---|---|\n| `/dance` | Dance |\n"}),
    ("locales", {EN: "hello = Hello\n", UK: "bye = Bye\n"}),
    ("locales", {EN: "hello = Hello, { $name }\n", UK: "hello = Hello\n"}),
    ("locales", {EN: "hello = Hello\n", UK: "hello = Hello { $\n"}),
    ("locales", {EN: "hello = Hello\n"}),
    ("nothing private", {"README.md": "Look into /ho" + "me/somebody.\n"}),
    ("nothing private", {"requirements.lock": "--index" + "-url somewhere\n"}),
]

KEPT: Planted = [
    ("told tests", {"README.md": "`tests/a.py::test_it`\n", "tests/a.py": "def test_it() -> None: ...\n"}),
    ("locks", {"requirements-run.lock": "attrs==26\n", "requirements.lock": "attrs==26\nmypy==2\n"}),
    ("dependency rule", {"bot/app.py": "import sqlalchemy\nfrom adapters.vault import SqlVault\n"}),
    ("dependency rule", {DOMAIN: "from decimal import Decimal\nfrom core.shared import Entity\n"}),
    ("money arithmetic", {APPLICATION: "signed = amount * side.sign\nline = '-' * count\n"}),
    ("money arithmetic", {"core/domain/market.py": "cost = amount * price\n"}),
    ("nesting", {BOT: "def run():\n    if a:\n        b()\n    elif c:\n        b()\n    elif d:\n        b()\n"}),
    ("names", {BOT: "def read(base_coin, informed):\n    pass\n"}),
    ("no booleans", {DOMAIN: "def _close(force: bool) -> None: ...\n"}),
    ("no Any", {BOT: "def run(work: Coroutine[Any, Any, None]) -> None: ...\n"}),
    ("tasks", {ADAPTER: "async def run(group):\n    group.create_task(work())\n"}),
    ("broad except", {ADAPTER: CATCH_ALL.format("BaseException", "close()\n    raise")}),
    ("handlers", {COMMANDS: ONE_COMMAND, TABLE: ONE_HANDLER}),
    ("six events", {EVENTS: "\n".join(f"class {name}: pass" for name in SIX_EVENTS)}),
    ("links", {"README.md": "[the house](docs/a.md#rooms) [out](https://example.org)\n", "docs/a.md": ""}),
    ("verbs", {"README.md": "We make trades; type `make test`.\n", "Makefile": "test: ## Run\n"}),
    ("locales", {EN: "hello = Hello, { $name }\n", UK: "hello = { $name }, hi\n"}),
]
