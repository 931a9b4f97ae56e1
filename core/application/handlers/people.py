"""Who may be here: operators from the settings, everybody else by invitation. And what they like to hear."""

from core.application.commands import (
    ChangeLanguageCommand,
    CopyingSwitch,
    CreateInviteCommand,
    JoinCommand,
    SwitchCopyingCommand,
    TuneNoiseCommand,
    WelcomeOperatorCommand,
)
from core.application.noise_commands import PlanNewsCommand
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import AlreadyExists, ConcurrentUpdate, NotAllowed, NotPossibleNow
from core.domain.follower import FREE, Follower, Role
from core.domain.invite import Invite
from core.domain.values import FollowerId

NAME_LENGTH = 64


async def require_operator(unit: UnitOfWork, actor: FollowerId) -> Follower:
    follower = await unit.followers.find(actor)
    if follower is None or follower.role is not Role.OPERATOR:
        raise NotAllowed("operator-only")
    return follower


async def require_follower(unit: UnitOfWork, actor: FollowerId) -> Follower:
    follower = await unit.followers.find(actor)
    if follower is None:
        raise NotAllowed("invite-needed")
    return follower


async def require_trading(unit: UnitOfWork, actor: FollowerId) -> Follower:
    """One who may have accounts and follow, under their terms."""
    follower = await require_follower(unit, actor)
    follower.require_trading()
    return follower


class PeopleHandlers:
    """Invites, joining, language, noise, the operator's pause."""

    def __init__(self, units: UnitOfWorkFactory, ids: IdSource, *, clock: Clock) -> None:
        self._units, self._ids, self._clock = units, ids, clock

    async def create_invite(self, command: CreateInviteCommand) -> str:
        code, now = self._ids.new(), self._clock.now()
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            invite = Invite(
                Invite.id_for(code),
                invited_by=command.actor,
                created_at=now,
                expires_at=now + command.life,
                role=command.role,
                terms=command.terms,
                most_uses=command.most_uses,
            )
            unit.invites.add(invite)
            await unit.commit()
        return code

    async def join(self, command: JoinCommand) -> None:
        async with self._units() as unit:
            if await unit.followers.find(command.actor) is not None:
                return
            invite = await unit.invites.find(Invite.id_for(command.code))
            if invite is None:
                raise NotPossibleNow("invite-invalid")
            invite.use(command.actor, self._clock.now())
            newcomer = self._newcomer(command.actor, command.name, command.language, role=invite.role)
            newcomer.terms = invite.terms
            unit.followers.add(newcomer)
            try:
                await unit.commit()
            except (ConcurrentUpdate, AlreadyExists) as error:
                raise NotPossibleNow("invite-invalid") from error

    async def welcome_operator(self, command: WelcomeOperatorCommand) -> None:
        async with self._units() as unit:
            follower = await unit.followers.find(command.actor)
            if follower is None:
                unit.followers.add(self._newcomer(command.actor, command.name, command.language, role=Role.OPERATOR))
            else:
                follower.role, follower.terms = Role.OPERATOR, FREE
            await unit.commit()

    async def change_language(self, command: ChangeLanguageCommand) -> None:
        async with self._units() as unit:
            (await require_follower(unit, command.actor)).speak(command.language)
            await unit.commit()

    async def tune_noise(self, command: TuneNoiseCommand) -> None:
        async with self._units() as unit:
            (await require_follower(unit, command.actor)).tune(command.news, command.noise)
            await unit.commit()

    async def plan_news(self, command: PlanNewsCommand) -> None:
        async with self._units() as unit:
            (await require_follower(unit, command.actor)).plan_news(command.timetable, self._clock.now())
            await unit.commit()

    async def switch_copying(self, command: SwitchCopyingCommand) -> None:
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            match command.switch:
                case CopyingSwitch.PAUSE:
                    unit.switches.pause_copying()
                case CopyingSwitch.RESUME:
                    if await unit.operations.maintenance() is not None:
                        raise NotPossibleNow("maintenance-stands")
                    unit.switches.resume_copying()
            await unit.commit()

    def _newcomer(self, actor: FollowerId, name: str, language: str, *, role: Role) -> Follower:
        return Follower(actor, name=name[:NAME_LENGTH], language=language, role=role, joined_at=self._clock.now())
