"""Under which terms somebody is in, looked at and changed by operators. Closes, stops and unlinks nothing."""

from core.application.handlers.operating import require_operators_eye
from core.application.handlers.people import require_operator
from core.application.operator_commands import ChangeTermsCommand
from core.application.operator_queries import GetMembershipQuery
from core.application.operator_views import MembershipView
from core.application.ports import Clock, IdSource
from core.application.read_model import ReadModel
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import NotFound, NotPossibleNow
from core.domain.follower import Role
from core.domain.operator_events import FollowerTermsChangedEvent


class MembershipHandlers:
    """A limit is looked at when something new begins: an account, a follow, a change of rules."""

    def __init__(self, units: UnitOfWorkFactory, reads: ReadModel, *, ids: IdSource, clock: Clock) -> None:
        self._units, self._reads, self._ids, self._clock = units, reads, ids, clock

    async def get(self, query: GetMembershipQuery) -> MembershipView:
        await require_operators_eye(self._reads, query.actor)
        follower = await self._reads.follower(query.follower_id)
        if follower is None:
            raise NotFound("person-unknown")
        return MembershipView(
            follower_id=follower.id,
            name=follower.name,
            role=follower.role,
            terms=follower.terms,
            accounts=len(await self._reads.accounts(query.follower_id)),
            follows=len(await self._reads.follows(query.follower_id)),
        )

    async def change(self, command: ChangeTermsCommand) -> None:
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            follower = await unit.followers.find(command.follower_id)
            if follower is None:
                raise NotFound("person-unknown")
            await self._require_idle(unit, command)
            if not follower.come_under(command.role, command.terms):
                return
            unit.record(self._told(command))
            await unit.commit()

    async def _require_idle(self, unit: UnitOfWork, command: ChangeTermsCommand) -> None:
        """Who only looks could not change what still copies for them."""
        if command.role is Role.VIEWER and await unit.follows.running_of_follower(command.follower_id):
            raise NotPossibleNow("terms-still-follows")

    def _told(self, command: ChangeTermsCommand) -> FollowerTermsChangedEvent:
        return FollowerTermsChangedEvent(
            event_id=f"Terms:{command.follower_id}:{self._ids.new()}",
            occurred_at=self._clock.now(),
            follower_id=command.follower_id,
            role=command.role,
            terms=command.terms,
        )
