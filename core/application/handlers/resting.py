"""Many follows paused, resumed and stopped at once, and pauses that end by themselves. Closes nothing itself."""

from collections.abc import Awaitable, Callable, Sequence

from core.application.commands import StopFollowCommand
from core.application.noise_commands import (
    PauseFollowsCommand,
    ResumeFollowsCommand,
    ResumeRestedFollowsCommand,
    StopFollowsCommand,
)
from core.application.ports import Clock
from core.application.repeating import repeated
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.follow import Follow, FollowStatus
from core.domain.news_events import PauseEndedEvent
from core.domain.values import AccountId, FollowerId


class RestingHandlers:
    """The deadline of a pause is stored with its follow, so no restart forgets it."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        stop: Callable[[StopFollowCommand], Awaitable[int]],
        *,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._stop = units, stop
        self._clock, self._turns = clock, turns

    async def pause(self, command: PauseFollowsCommand) -> int:
        """In turn with the fan-out, like the pause of one."""
        until = None if command.length is None else self._clock.now() + command.length
        async with self._turns.of(await self._accounts(command.actor)), self._units() as unit:
            resting = [f for f in await self._own(unit, command.actor, command.account_id) if f.rests_by_itself]
            for follow in resting:
                follow.pause(until)
            await unit.commit()
        return len(resting)

    async def resume(self, command: ResumeFollowsCommand) -> int:
        async with self._units() as unit:
            paused = [f for f in await self._own(unit, command.actor, command.account_id) if is_paused(f)]
            woken = [follow for follow in paused if (await unit.leaders.get(follow.leader_id)).is_active]
            for follow in woken:
                follow.resume()
            await unit.commit()
        return len(woken)

    async def stop(self, command: StopFollowsCommand) -> int:
        """One after another; what is closing already goes on closing."""
        async with self._units() as unit:
            running = await unit.follows.running_of_follower(command.actor)
            wanted = [follow.id for follow in running if not follow.is_closing]
        closing = 0
        for follow_id in wanted:
            closing += await self._stop(
                StopFollowCommand(actor=command.actor, follow_id=follow_id, choice=command.choice)
            )
        return closing

    async def resume_rested(self, _: ResumeRestedFollowsCommand) -> int:
        async with self._units() as unit:
            owners = {follow.follower_id for follow in await unit.follows.rested(self._clock.now())}
        woken = 0
        for owner in sorted(owners):
            woken += await repeated(lambda owner=owner: self._wake(owner))  # type: ignore[misc]
        return woken

    async def _wake(self, owner: FollowerId) -> int:
        """What ends at one moment is one piece of news, committed with the change."""
        now = self._clock.now()
        async with self._units() as unit:
            rested = [follow for follow in await unit.follows.rested(now) if follow.follower_id == owner]
            woken = [follow for follow in rested if (await unit.leaders.get(follow.leader_id)).is_active]
            for follow in rested:
                follow.resume() if follow in woken else follow.pause()
            if woken:
                unit.record(
                    PauseEndedEvent(
                        event_id=f"PauseEnded:{woken[0].id}:{woken[0].version}",
                        occurred_at=now,
                        follower_id=owner,
                        account_id=woken[0].account_id,
                        follow_id=woken[0].id,
                        count=len(woken),
                    )
                )
            await unit.commit()
        return len(woken)

    async def _accounts(self, actor: FollowerId) -> Sequence[AccountId]:
        async with self._units() as unit:
            return [follow.account_id for follow in await unit.follows.running_of_follower(actor)]

    @staticmethod
    async def _own(unit: UnitOfWork, actor: FollowerId, account_id: AccountId | None) -> Sequence[Follow]:
        follows = await unit.follows.running_of_follower(actor)
        return [follow for follow in follows if account_id in {None, follow.account_id}]


def is_paused(follow: Follow) -> bool:
    return follow.status is FollowStatus.PAUSED
