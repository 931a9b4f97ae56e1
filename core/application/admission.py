"""Which leader may be followed with which account: asked before a follow begins, and before a stop is taken back."""

from core.application.handlers.accounts import is_same_place
from core.application.unit_of_work import UnitOfWork
from core.domain.account import Account
from core.domain.errors import NotPossibleNow
from core.domain.leader import Leader


async def refuse_start(unit: UnitOfWork, leader: Leader, account: Account) -> None:
    """Raises NotPossibleNow; the follower is whose account it is."""
    follower_id = account.follower_id
    if leader.owner_id == follower_id or is_same_place(await unit.accounts.get(leader.account_id), account):
        raise NotPossibleNow("own-leader")
    own = await unit.leaders.of_owner(follower_id)
    if own is not None and own.is_active and is_same_place(await unit.accounts.get(own.account_id), account):
        raise NotPossibleNow("account-leads")
    if not leader.is_active:
        raise NotPossibleNow("leader-retired")
    if account.rights is not None and account.rights.is_read_only:
        raise NotPossibleNow("key-is-read-only")
    for follow in await unit.follows.running_of_follower(follower_id):
        if follow.leader_id == leader.id and follow.account_id == account.id:
            raise NotPossibleNow("follows-already")
