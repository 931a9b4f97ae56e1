"""What the book forgets by itself, and what it keeps."""

from datetime import timedelta

from adapters.persistence.upkeep import UNDOS_KEPT, forget_undos
from core.domain.undo import Undo
from core.domain.values import UndoId
from tests.application.clock import FixedClock
from tests.builders import NOON
from tests.database import RunningDatabase
from tests.persistence.builders import ANNA

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AGES = {"used": UNDOS_KEPT + DAY, "expired": UNDOS_KEPT + SECOND, "young": UNDOS_KEPT - SECOND, "new": SECOND}


async def test_undos_are_forgotten_after_a_month(db: RunningDatabase) -> None:
    async with db.units() as unit:
        for name, age in AGES.items():
            made = Undo(UndoId(name), follower_id=ANNA, made_at=NOON - age, follows={})
            if name == "used":
                made.use(made.made_at + SECOND)
            unit.undos.add(made)
        await unit.commit()
    await forget_undos(db.writer, FixedClock())
    async with db.units() as unit:
        found = [await unit.undos.find(UndoId(name)) for name in AGES]
    assert [undo.id for undo in found if undo is not None] == ["young", "new"]
