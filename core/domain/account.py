"""One follower's link to one exchange. Holds no secret: credentials live in the vault."""

from datetime import datetime
from enum import StrEnum

from core.domain.errors import NotAllowed, NotPossibleNow
from core.domain.events import AccountPausedEvent, AccountResumedEvent
from core.domain.values import POSITION_MODE, AccountId, Exchange, FollowerId, KeyRights
from core.shared import AggregateRoot


class AccountMode(StrEnum):
    """Paper is a dry run at live prices; live trades real money."""

    PAPER = "paper"
    LIVE = "live"


class AccountStatus(StrEnum):
    ACTIVE = "active"
    PAUSED_AUTH = "paused_auth"
    FROZEN = "frozen"
    WRONG_MODE = "wrong_mode"
    UNLINKED = "unlinked"


class Account(AggregateRoot[AccountId]):
    """Only its follower may act on it; it goes live only with a key that can trade and can't withdraw."""

    def __init__(
        self,
        account_id: AccountId,
        *,
        follower_id: FollowerId,
        exchange: Exchange,
        label: str,
        linked_at: datetime,
        mode: AccountMode = AccountMode.PAPER,
        status: AccountStatus = AccountStatus.ACTIVE,
        rights: KeyRights | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(account_id, version=version)
        self.follower_id, self.exchange, self.label = follower_id, exchange, label
        self.linked_at, self.mode, self.status, self.rights = linked_at, mode, status, rights

    @classmethod
    def link(
        cls,
        account_id: AccountId,
        follower_id: FollowerId,
        *,
        exchange: Exchange,
        label: str,
        rights: KeyRights | None,
        at: datetime,
    ) -> "Account":
        """Link on paper; without `rights` there is no key yet. Refuses a key that can withdraw."""
        if rights is not None:
            refuse_dangerous(rights)
        return cls(account_id, follower_id=follower_id, exchange=exchange, label=label, linked_at=at, rights=rights)

    @property
    def has_key(self) -> bool:
        return self.rights is not None

    @property
    def is_usable(self) -> bool:
        return self.status is AccountStatus.ACTIVE

    def go_live(self) -> None:
        if self.rights is None:
            raise NotPossibleNow("account-needs-key")
        if self.rights.is_read_only:
            raise NotPossibleNow("key-is-read-only")
        self._require_linked()
        self.mode = AccountMode.LIVE

    def go_paper(self) -> None:
        self._require_linked()
        self.mode = AccountMode.PAPER

    def replace_key(self, rights: KeyRights) -> None:
        """A new key of the same exchange account; another account's key is refused (reliability.md row 71)."""
        refuse_dangerous(rights)
        if self.rights is not None and self.rights.uid != rights.uid:
            raise NotPossibleNow("key-of-other-account")
        if self.mode is AccountMode.LIVE and rights.is_read_only:
            raise NotPossibleNow("key-is-read-only")
        self.rights = rights

    def check_rights(self, rights: KeyRights, at: datetime) -> None:
        """A key that gained a forbidden right, or lost a needed one, pauses the account; a good one resumes it."""
        self.rights = rights
        trouble = self._trouble(rights)
        if trouble:
            self.pause_for_key(trouble, at)
        elif self.status is AccountStatus.PAUSED_AUTH:
            self.resume(at)

    def pause_for_key(self, code: str, at: datetime) -> None:
        if self.status in {AccountStatus.ACTIVE, AccountStatus.FROZEN, AccountStatus.WRONG_MODE}:
            self._pause(AccountStatus.PAUSED_AUTH, code, at)

    def freeze(self, at: datetime) -> None:
        """Orders that nobody of us gave: no entries until the owner has looked (reliability.md row 119)."""
        if self.status in {AccountStatus.ACTIVE, AccountStatus.WRONG_MODE}:
            self._pause(AccountStatus.FROZEN, "foreign-orders", at)

    def thaw(self, at: datetime) -> None:
        """The owner knows these orders."""
        if self.status is AccountStatus.FROZEN:
            self.resume(at)

    def stop_for_mode(self, at: datetime) -> None:
        """Its position mode is another than orders were made for: no entries until it is known to be right (row 60)."""
        if self.status is AccountStatus.ACTIVE:
            self._pause(AccountStatus.WRONG_MODE, POSITION_MODE, at)

    def mode_is_right(self, at: datetime) -> None:
        if self.status is AccountStatus.WRONG_MODE:
            self.resume(at)

    def _pause(self, status: AccountStatus, code: str, at: datetime) -> None:
        self.status = status
        self._raise(
            AccountPausedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                account_id=self.id,
                follower_id=self.follower_id,
                exchange=self.exchange,
                code=code,
            )
        )

    def resume(self, at: datetime) -> None:
        if self.status is AccountStatus.ACTIVE:
            return
        self._require_linked()
        self.status = AccountStatus.ACTIVE
        self._raise(
            AccountResumedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                account_id=self.id,
                follower_id=self.follower_id,
                exchange=self.exchange,
            )
        )

    def unlink(self) -> None:
        self.status = AccountStatus.UNLINKED

    def _trouble(self, rights: KeyRights) -> str:
        if rights.can_withdraw:
            return "key-can-withdraw"
        if rights.can_transfer:
            return "key-can-transfer"
        return "key-is-read-only" if self.mode is AccountMode.LIVE and rights.is_read_only else ""

    def _require_linked(self) -> None:
        if self.status is AccountStatus.UNLINKED:
            raise NotPossibleNow("account-unlinked")


def refuse_dangerous(rights: KeyRights) -> None:
    """A key that can withdraw or transfer never enters the house (exchanges.md 11)."""
    if rights.can_withdraw:
        raise NotAllowed("key-can-withdraw")
    if rights.can_transfer:
        raise NotAllowed("key-can-transfer")
