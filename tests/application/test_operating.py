"""Running the house: deeds that stay, announcements told once, maintenance over a restart, missing copies told once."""

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from core.application import commands, key_commands, leader_commands, noise_commands, operator_commands, repair_commands
from core.application.auditing import choices_of, is_deed, things_of
from core.application.bus import Command
from core.application.commands import (
    CopyingSwitch,
    JoinCommand,
    LinkAccountCommand,
    PauseFollowCommand,
    SwitchCopyingCommand,
    TuneNoiseCommand,
)
from core.application.gates import Gate
from core.application.operator_commands import (
    AnnounceCommand,
    MaintenanceSwitch,
    SwitchMaintenanceCommand,
    WatchCopiesCommand,
)
from core.application.operator_queries import (
    GetAnnouncementQuery,
    GetOwnStatusQuery,
    GetStatusQuery,
    ListAuditQuery,
)
from core.application.ports import StreamHealth
from core.domain.errors import NotAllowed
from core.domain.follower import News, Noise
from core.domain.operator_events import (
    AnnouncedEvent,
    CopiesBackEvent,
    CopiesMissingEvent,
    MaintenanceBegunEvent,
    MaintenanceEndedEvent,
)
from core.domain.values import Credentials, Exchange, FollowerId, FollowId, Side
from tests.application.world import THE_LEADER, World
from tests.application.worlds import PEOPLE
from tests.builders import ANN, OLENA, a_follow
from tests.canaries import MARK

SECRETS = Credentials(api_key=f"{MARK}-key-0123456789", secret=f"{MARK}-secret-0123456789", passphrase=f"{MARK}-pass")
INDEXES = (commands, key_commands, leader_commands, noise_commands, operator_commands, repair_commands)
PERSONAL = [
    kind
    for module in INDEXES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command and is_deed(kind)
]


async def deeds(world: World, page: int = 0) -> list[tuple[str, str, str, str]]:
    lines = (await world.do(ListAuditQuery(actor=OLENA, page=page))).lines
    return [(line.name, line.deed, line.what, line.refusal) for line in lines]


async def test_deeds_are_noted_done_or_refused(world: World) -> None:
    await world.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.PAUSE))
    await world.refusal(SwitchCopyingCommand(actor=ANN, switch=CopyingSwitch.RESUME))
    await world.do(TuneNoiseCommand(actor=ANN, news=News.FILL, noise=Noise.OFF))
    assert await deeds(world) == [
        ("Ann", "TuneNoiseCommand", "", ""),
        ("Ann", "SwitchCopyingCommand", "resume", "operator-only"),
        ("Olena", "SwitchCopyingCommand", "pause", ""),
    ]


async def test_audit_is_read_page_by_page_by_operators(world: World) -> None:
    for number in range(7):
        noise = Noise.OFF if number % 2 else Noise.ON
        await world.do(TuneNoiseCommand(actor=ANN, news=News.FILL, noise=noise))
    first, second = [await world.do(ListAuditQuery(actor=OLENA, page=page)) for page in (0, 1)]
    assert ([len(first.lines), len(second.lines)], first.has_more, second.has_more) == ([5, 2], True, False)
    with pytest.raises(NotAllowed, match="operator-only"):
        await world.do(ListAuditQuery(actor=ANN))


async def test_knocking_fills_no_book(world: World) -> None:
    stranger = FollowerId(99)
    for code in ("a", "b", "c"):
        await world.refusal(JoinCommand(actor=stranger, name="X", language="en", code=code))
    assert await deeds(world) == [("", "JoinCommand", "", "invite-invalid")]
    world.clock.move(61)
    await world.refusal(JoinCommand(actor=stranger, name="X", language="en", code="d"))
    assert len(await deeds(world)) == 2


@pytest.mark.parametrize("kind", PERSONAL, ids=lambda kind: kind.__name__)
def test_every_deed_is_noted_and_tells_no_secret(kind: type[Command[object]], world: World) -> None:
    """All fields a secret: nothing of it in what would be written."""
    secret = object.__new__(kind)
    for field in dataclasses.fields(kind):
        object.__setattr__(secret, field.name, SECRETS if field.name == "credentials" else _planted(field.name))
    assert MARK not in f"{choices_of(secret)}{things_of(secret)}"
    assert kind in world.bus.handled()


def _planted(name: str) -> object:
    return FollowId("0" * 26) if name.endswith("_id") else f"{MARK}-{name}"


async def test_a_linked_key_is_not_in_the_deeds(bare: World) -> None:
    bare.directory.keys[SECRETS.api_key] = bare.venue()
    for label in ("home", "away"):
        await bare.refusal(LinkAccountCommand(actor=ANN, exchange=Exchange.BYBIT, label=label, credentials=SECRETS))
    rows = await bare.db.reader.rows(text("SELECT * FROM deeds"))  # type: ignore[arg-type] # raw on purpose
    assert rows
    assert MARK not in str([dict(row) for row in rows])
    assert [deed[1] for deed in await deeds(bare)] == ["LinkAccountCommand"] * len(rows)


async def test_deeds_stay_as_they_were_written(world: World, tmp_path: Path) -> None:
    await world.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.PAUSE))
    with closing(sqlite3.connect(tmp_path / "tandem.db")) as connection:
        for change in ("UPDATE deeds SET actor = 1", "DELETE FROM deeds"):
            with pytest.raises(sqlite3.IntegrityError, match="stay as they were"):
                connection.execute(change)


async def test_an_announcement_is_told_once_to_everybody(world: World) -> None:
    command = AnnounceCommand(actor=OLENA, announcement_id="a1", text=" Hello ")
    assert await world.do(command) == len(PEOPLE)
    world.restart()
    assert await world.do(command) == len(PEOPLE)
    told = world.told(AnnouncedEvent)
    assert {event.follower_id for event in told} == set(PEOPLE)
    assert (len(told), told[0].text) == (len(PEOPLE), "Hello")
    view = await world.do(GetAnnouncementQuery(actor=OLENA, announcement_id="a1"))
    assert (view.people, view.delivered, view.waiting) == (len(PEOPLE), 0, len(PEOPLE))


@pytest.mark.parametrize("text", ["", "  ", "x" * 3001])
async def test_an_announcement_has_a_length(world: World, text: str) -> None:
    assert await world.refusal(AnnounceCommand(actor=OLENA, announcement_id="a", text=text)) == "bad-announcement"


async def test_only_operators_announce_and_maintain(world: World) -> None:
    announce = AnnounceCommand(actor=ANN, announcement_id="a", text="x")
    maintain = SwitchMaintenanceCommand(actor=ANN, switch=MaintenanceSwitch.BEGIN)
    for message in (announce, maintain, GetStatusQuery(actor=ANN)):
        assert await world.refusal(message) == "operator-only"
    assert not world.told(AnnouncedEvent)


async def maintain(world: World, switch: MaintenanceSwitch) -> None:
    await world.do(SwitchMaintenanceCommand(actor=OLENA, switch=switch))


async def test_maintenance_stops_entries_over_a_restart_and_is_told_once(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    for _ in range(2):
        await maintain(world, MaintenanceSwitch.BEGIN)
    world.restart()
    await world.refresh()
    assert (await world.leader_trades(Side.BUY, "1")).skipped == 1
    assert await world.refusal(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.RESUME)) == "maintenance-stands"
    assert (await world.leader_trades(Side.SELL, "2")).sent == 1
    for _ in range(2):
        await maintain(world, MaintenanceSwitch.END)
    assert (await world.leader_trades(Side.BUY, "1")).sent == 1
    assert len(world.told(MaintenanceBegunEvent)) == len(world.told(MaintenanceEndedEvent)) == len(PEOPLE)


async def test_a_pause_outlives_a_maintenance(world: World) -> None:
    await world.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.PAUSE))
    await maintain(world, MaintenanceSwitch.BEGIN)
    await maintain(world, MaintenanceSwitch.END)
    assert all(event.is_paused for event in world.told(MaintenanceEndedEvent))
    assert (await world.leader_trades(Side.BUY, "1")).skipped == 1


async def watch(world: World, minutes: float = 0) -> int:
    world.clock.move(minutes * 60)
    return await world.do(WatchCopiesCommand())


async def test_missing_copies_are_told_once_with_their_reasons(world: World) -> None:
    world.gates.close(Gate.CLOCK)
    await world.leader_trades(Side.BUY, "1")
    assert await watch(world, 29) == 0
    assert await watch(world, 1) == 1
    for _ in range(2):
        world.restart()
        assert await watch(world, 10) == 1
    (told,) = world.told(CopiesMissingEvent)
    assert (told.leader_name, told.reasons) == ("Lev", {"entries_closed": 1})
    await world.refresh()
    for side in (Side.SELL, Side.BUY):
        await world.leader_trades(side, "1")
    assert [await watch(world, 1) for _ in range(2)] == [0, 0]
    assert [back.since for back in world.told(CopiesBackEvent)] == [told.since]


async def test_copies_that_are_made_raise_no_alarm(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.gates.close(Gate.CLOCK)
    assert await watch(world, 31) == 0
    await world.leader_trades(Side.BUY, "1")
    assert await watch(world, 5) == 0


async def test_what_people_chose_not_to_copy_is_not_missing(world: World) -> None:
    await maintain(world, MaintenanceSwitch.BEGIN)
    await world.leader_trades(Side.BUY, "1")
    assert await watch(world, 31) == 0


async def test_status_names_what_is_in_the_way(world: World) -> None:
    world.gates.close(Gate.CLOCK, Exchange.BINANCE)
    view = await world.do(GetStatusQuery(actor=OLENA))
    assert [(closed.gate, closed.places) for closed in view.gates] == [(Gate.CLOCK, 1)]
    assert [(stream.leader_name, stream.is_connected) for stream in view.streams] == [("Lev", False)]
    assert await obstacle(world) == "gate-clock"
    world.gates.open(Gate.CLOCK, Exchange.BINANCE)
    assert await obstacle(world) == "leader-unheard"
    world.health.of_leaders[THE_LEADER] = StreamHealth(is_connected=True, last_seen_at=world.clock.now())
    assert await obstacle(world) == ""
    await world.do(PauseFollowCommand(actor=ANN, follow_id=a_follow().id))
    assert await obstacle(world) == "follow-paused"


async def obstacle(world: World) -> str:
    (follow,) = (await world.do(GetOwnStatusQuery(actor=ANN))).follows
    return follow.obstacle
