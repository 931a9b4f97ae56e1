"""Deeds that can be taken back: what they changed is remembered, and restored exactly or not at all. Moves no money."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from core.application import commands, noise_commands
from core.application.admission import refuse_start
from core.application.bus import Handler
from core.application.handlers.accounts import own_account
from core.application.handlers.people import require_follower
from core.application.noise_commands import Done, DoUndoablyCommand, Undoable, UndoCommand, Undone
from core.application.ports import Clock, IdSource
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import AlreadyExists, NotFound, NotPossibleNow
from core.domain.follow import Follow, FollowState, StopChoice
from core.domain.follower import Settings
from core.domain.undo import FollowChange, SettingsChange, Undo, require_unchanged
from core.domain.values import FollowerId, FollowId, UndoId

STOPS = commands.StopFollowCommand | noise_commands.StopFollowsCommand
States = Mapping[FollowId, FollowState]


class UndoingHandlers:
    """`handlers` carry out the deeds themselves."""

    def __init__(
        self, units: UnitOfWorkFactory, handlers: Mapping[type, Handler], *, ids: IdSource, clock: Clock, turns: Turns
    ) -> None:
        self._units, self._handlers = units, handlers
        self._ids, self._clock, self._turns = ids, clock, turns

    async def do(self, command: DoUndoablyCommand) -> Done:
        """A crash between the deed and its note leaves a deed that can't be undone, never the other way round."""
        deed = command.deed
        settings, states = await self._settings(deed.actor), await self._states(deed)
        answer = await self._handlers[type(deed)](deed) or 0
        if isinstance(deed, STOPS) and deed.choice is StopChoice.CLOSE_ALL:
            return Done(answer=answer)
        undo = await self._note(deed.actor, settings, states=states)
        return Done(answer=answer) if undo is None else Done(answer=answer, undo_id=undo.id, deadline=undo.deadline)

    async def undo(self, command: UndoCommand) -> Undone:
        async with self._units() as unit:
            accounts = [follow.account_id for follow in await self._follows(unit, await own_undo(unit, command))]
        async with self._turns.of(accounts), self._units() as unit:
            undo = await own_undo(unit, command)
            undo.use(self._clock.now())
            for follow in await self._follows(unit, undo):
                await self._restore(unit, follow, undo.follows[follow.id])
            await self._settle(unit, undo)
            try:
                await unit.commit()
            except AlreadyExists as error:
                raise NotPossibleNow("undo-changed") from error
        return Undone(follow_ids=tuple(undo.follows), has_settings=undo.settings is not None)

    async def _note(self, actor: FollowerId, settings: Settings, *, states: States) -> Undo | None:
        async with self._units() as unit:
            present = {follow.id: follow.state for follow in await unit.follows.many(list(states))}
            changed = {
                key: FollowChange(before=before, after=present[key])
                for key, before in states.items()
                if present[key] != before
            }
            now_set = (await unit.followers.get(actor)).settings
            if not changed and now_set == settings:
                return None
            undo = Undo(
                UndoId(self._ids.new()),
                follower_id=actor,
                made_at=self._clock.now(),
                follows=changed,
                settings=None if now_set == settings else SettingsChange(before=settings, after=now_set),
            )
            unit.undos.add(undo)
            await unit.commit()
        return undo

    async def _settings(self, actor: FollowerId) -> Settings:
        async with self._units() as unit:
            return (await require_follower(unit, actor)).settings

    async def _states(self, deed: Undoable) -> States:
        """How the follows are that the deed may change."""
        async with self._units() as unit:
            match deed:
                case (
                    commands.PauseFollowCommand(follow_id=key)
                    | commands.ResumeFollowCommand(follow_id=key)
                    | commands.ChangeFollowCommand(follow_id=key)
                    | commands.StopFollowCommand(follow_id=key)
                ):
                    found: Sequence[Follow] = await unit.follows.many([key])
                case (
                    noise_commands.PauseFollowsCommand()
                    | noise_commands.ResumeFollowsCommand()
                    | noise_commands.StopFollowsCommand()
                ):
                    found = await unit.follows.running_of_follower(deed.actor)
                case commands.TuneNoiseCommand() | commands.ChangeLanguageCommand() | noise_commands.PlanNewsCommand():
                    found = ()
                case _:
                    assert_never(deed)
            return {follow.id: follow.state for follow in found}

    @staticmethod
    async def _follows(unit: UnitOfWork, undo: Undo) -> Sequence[Follow]:
        return await unit.follows.many(list(undo.follows))

    @staticmethod
    async def _restore(unit: UnitOfWork, follow: Follow, change: FollowChange) -> None:
        require_unchanged(follow.state, change.after)
        leader = await unit.leaders.get(follow.leader_id)
        if not follow.is_running:
            await refuse_start(unit, leader, await own_account(unit, follow.follower_id, follow.account_id))
        elif not leader.is_active and change.before.status is not follow.status:
            raise NotPossibleNow("leader-retired")
        follow.restore(change.before)

    async def _settle(self, unit: UnitOfWork, undo: Undo) -> None:
        if undo.settings is None:
            return
        follower = await unit.followers.get(undo.follower_id)
        require_unchanged(follower.settings, undo.settings.after)
        follower.settle_as(undo.settings.before, self._clock.now())


async def own_undo(unit: UnitOfWork, command: UndoCommand) -> Undo:
    """A stranger's answers like none at all."""
    undo = await unit.undos.find(command.undo_id)
    if undo is None or undo.follower_id != command.actor:
        raise NotFound("undo-unknown")
    return undo
