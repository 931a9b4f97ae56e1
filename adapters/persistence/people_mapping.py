"""Followers, invites, accounts, leaders and follows as rows, and back. Explicit, field by field; reads nothing."""

from collections.abc import Iterable, Mapping

from sqlalchemy import RowMapping

from adapters.persistence.plan import Row
from core.domain.account import Account, AccountMode, AccountStatus
from core.domain.follow import Follow, FollowMode, FollowStatus
from core.domain.follower import Follower, Role
from core.domain.invite import Invite
from core.domain.leader import Leader, LeaderStatus, LedgerKey
from core.domain.undo import Undo
from core.domain.values import Exchange, FollowerId, PositionSide


def follower_row(follower: Follower) -> Row:
    return {
        "id": follower.id,
        "name": follower.name,
        "language": follower.language,
        "role": follower.role,
        "joined_at": follower.joined_at,
        "noise": dict(follower.noise),
        "terms": follower.terms,
        "timetable": follower.timetable,
        "told": dict(follower.told),
    }


def follower_of(row: RowMapping) -> Follower:
    return Follower(
        row["id"],
        name=row["name"],
        language=row["language"],
        role=Role(row["role"]),
        joined_at=row["joined_at"],
        noise=row["noise"],
        terms=row["terms"],
        timetable=row["timetable"],
        told=row["told"],
        version=row["version"],
    )


def invite_row(invite: Invite) -> Row:
    return {
        "id": invite.id,
        "invited_by": invite.invited_by,
        "created_at": invite.created_at,
        "expires_at": invite.expires_at,
        "role": invite.role,
        "terms": invite.terms,
        "most_uses": invite.most_uses,
        "used_by": {str(follower_id): at for follower_id, at in invite.used_by.items()},
        "revoked_at": invite.revoked_at,
    }


def invite_of(row: RowMapping) -> Invite:
    return Invite(
        row["id"],
        invited_by=row["invited_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        role=Role(row["role"]),
        terms=row["terms"],
        most_uses=row["most_uses"],
        used_by={FollowerId(int(follower_id)): at for follower_id, at in row["used_by"].items()},
        revoked_at=row["revoked_at"],
        version=row["version"],
    )


def account_row(account: Account) -> Row:
    return {
        "id": account.id,
        "follower_id": account.follower_id,
        "exchange": account.exchange,
        "label": account.label,
        "linked_at": account.linked_at,
        "mode": account.mode,
        "status": account.status,
        "rights": account.rights,
    }


def account_of(row: RowMapping) -> Account:
    return Account(
        row["id"],
        follower_id=row["follower_id"],
        exchange=Exchange(row["exchange"]),
        label=row["label"],
        linked_at=row["linked_at"],
        mode=AccountMode(row["mode"]),
        status=AccountStatus(row["status"]),
        rights=row["rights"],
        version=row["version"],
    )


def leader_row(leader: Leader) -> Row:
    """Without its holdings and counted fills: they have tables of their own."""
    return {
        "id": leader.id,
        "owner_id": leader.owner_id,
        "account_id": leader.account_id,
        "name": leader.name,
        "since": leader.since,
        "status": leader.status,
        "watermark": leader.watermark,
        "equity": leader.equity,
        "leverages": dict(leader.leverages),
        "seen_whole": dict(leader.seen_whole),
    }


def leader_of(row: RowMapping, holdings: Iterable[RowMapping], *, counted: Iterable[str]) -> Leader:
    return Leader(
        row["id"],
        owner_id=row["owner_id"],
        account_id=row["account_id"],
        name=row["name"],
        since=row["since"],
        status=LeaderStatus(row["status"]),
        ledger={holding_key(holding): holding["quantity"] for holding in holdings},
        counted=counted,
        watermark=row["watermark"],
        equity=row["equity"],
        leverages=row["leverages"],
        seen_whole=row["seen_whole"],
        version=row["version"],
    )


def holding_key(row: RowMapping) -> LedgerKey:
    side = row["position_side"]
    return row["symbol"], PositionSide(side) if side else None


def holding_rows(leader_id: str, ledger: Mapping[LedgerKey, object]) -> list[Row]:
    return [
        {"leader_id": leader_id, "symbol": symbol, "position_side": side or "", "quantity": quantity}
        for (symbol, side), quantity in ledger.items()
    ]


def follow_row(follow: Follow) -> Row:
    return {
        "id": follow.id,
        "follower_id": follow.follower_id,
        "leader_id": follow.leader_id,
        "account_id": follow.account_id,
        "rules": follow.rules,
        "mode": follow.mode,
        "status": follow.status,
        "started_at": follow.started_at,
        "stopped_at": follow.stopped_at,
        "paused_until": follow.paused_until,
    }


def follow_of(row: RowMapping) -> Follow:
    return Follow(
        row["id"],
        follower_id=row["follower_id"],
        leader_id=row["leader_id"],
        account_id=row["account_id"],
        rules=row["rules"],
        mode=FollowMode(row["mode"]),
        started_at=row["started_at"],
        status=FollowStatus(row["status"]),
        stopped_at=row["stopped_at"],
        paused_until=row["paused_until"],
        version=row["version"],
    )


def undo_row(undo: Undo) -> Row:
    return {
        "id": undo.id,
        "follower_id": undo.follower_id,
        "made_at": undo.made_at,
        "follows": dict(undo.follows),
        "settings": undo.settings,
        "used_at": undo.used_at,
    }


def undo_of(row: RowMapping) -> Undo:
    return Undo(
        row["id"],
        follower_id=row["follower_id"],
        made_at=row["made_at"],
        follows=row["follows"],
        settings=row["settings"],
        used_at=row["used_at"],
        version=row["version"],
    )
