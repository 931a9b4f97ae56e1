"""An invitation: a secret link that lets so many people in, until a moment, under its terms. Knows no chat."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from core.domain.errors import BadInput, NotPossibleNow
from core.domain.follower import FREE, Role, Terms
from core.domain.values import FollowerId
from core.shared import AggregateRoot

INVITE_LIFE = timedelta(days=7)
SHORTEST_LIFE, LONGEST_LIFE = timedelta(minutes=10), timedelta(days=90)
MOST_USES = 100
MARK_LENGTH = 16


class Invite(AggregateRoot[str]):
    """Its id is the hash of an unguessable code. Never lets an operator in, nor more people than `most_uses`."""

    def __init__(
        self,
        invite_id: str,
        *,
        invited_by: FollowerId,
        created_at: datetime,
        expires_at: datetime | None = None,
        role: Role = Role.FOLLOWER,
        terms: Terms = FREE,
        most_uses: int = 1,
        used_by: Mapping[FollowerId, datetime] | None = None,
        revoked_at: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(invite_id, version=version)
        self.invited_by, self.created_at = invited_by, created_at
        self.expires_at = created_at + INVITE_LIFE if expires_at is None else expires_at
        self.role, self.terms, self.most_uses = role, terms, most_uses
        self.used_by, self.revoked_at = dict(used_by or {}), revoked_at
        if role is Role.OPERATOR or not 1 <= most_uses <= MOST_USES:
            raise BadInput("out-of-range", field="invite")
        if not SHORTEST_LIFE <= self.expires_at - created_at <= LONGEST_LIFE:
            raise BadInput("out-of-range", field="expires_at")

    @staticmethod
    def id_for(code: str) -> str:
        return hashlib.sha256(code.encode()).hexdigest()

    @property
    def mark(self) -> str:
        """Names it to the operators; opens nothing."""
        return self.id[:MARK_LENGTH]

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at and len(self.used_by) < self.most_uses

    def use(self, follower_id: FollowerId, at: datetime) -> None:
        if not self.is_open(at):
            raise NotPossibleNow("invite-invalid")
        self.used_by = {**self.used_by, follower_id: at}

    def revoke(self, at: datetime) -> None:
        """Who is in already stays."""
        if self.revoked_at is None:
            self.revoked_at = at
