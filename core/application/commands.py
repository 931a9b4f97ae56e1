"""Everything the system can be asked to do: an index to read. Holds no behaviour.

`actor` is the id that Telegram vouches for; the handler checks that the thing acted on is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from core.application.bus import Command
from core.application.ports import AccountFill, FundingPayment
from core.application.reports import CopyReport, RecoveryReport
from core.domain.account import AccountMode
from core.domain.confirmation import Answer
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode, StopChoice
from core.domain.follower import FREE, News, Noise, Role, Terms
from core.domain.invite import INVITE_LIFE
from core.domain.leader_fill import LeaderFill
from core.domain.values import (
    AccountId,
    ConfirmationId,
    Credentials,
    Exchange,
    FollowerId,
    FollowId,
    LeaderId,
    PositionId,
    Protection,
    TradeId,
)

# People


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateInviteCommand(Command[str]):
    """Operator only; answers with the code, which is never stored in clear. Refuses out-of-range."""

    actor: FollowerId
    role: Role = Role.FOLLOWER
    terms: Terms = FREE
    most_uses: int = 1
    life: timedelta = INVITE_LIFE


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinCommand(Command[None]):
    """Use an invite code; idempotent for who is in already. Refuses "invite-invalid"."""

    actor: FollowerId
    name: str
    language: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeOperatorCommand(Command[None]):
    """Whoever the settings name is the operator from the first word on; idempotent."""

    actor: FollowerId
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLanguageCommand(Command[None]):
    actor: FollowerId
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneNoiseCommand(Command[None]):
    actor: FollowerId
    news: News
    noise: Noise


# Accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccountCommand(Command[AccountId]):
    """Check the key at the exchange, store it in the vault, link on paper; without credentials paper only.

    Refuses: key-can-withdraw, key-can-transfer, key-wrong, exchange-away, account-linked-already, bad-label.
    """

    actor: FollowerId
    exchange: Exchange
    label: str
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceKeyCommand(Command[None]):
    actor: FollowerId
    account_id: AccountId
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAccountModeCommand(Command[None]):
    """Live or paper; refused while the account has open positions or unsettled trades."""

    actor: FollowerId
    account_id: AccountId
    mode: AccountMode


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkAccountCommand(Command[None]):
    """Erase the key and forget the account; refused while it is followed with, leads, or has positions."""

    actor: FollowerId
    account_id: AccountId


# Leading and following


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishLeaderCommand(Command[LeaderId]):
    """Become a leader with an own account (a read-only key is enough)."""

    actor: FollowerId
    account_id: AccountId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireLeaderCommand(Command[None]):
    """Stop leading: followers' positions stay, their follows become close-only."""

    actor: FollowerId
    leader_id: LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveLeaderCommand(Command[None]):
    """Refresh the leader's equity and leverages off the path."""

    leader_id: LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFollowCommand(Command[FollowId]):
    """Refuses: own-leader, follows-already, leader-retired, account-not-yours."""

    actor: FollowerId
    leader_id: LeaderId
    account_id: AccountId
    rules: CopyRules
    mode: FollowMode


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFollowCommand(Command[None]):
    actor: FollowerId
    follow_id: FollowId
    rules: CopyRules
    mode: FollowMode


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseFollowCommand(Command[int]):
    """For a time, or until it is resumed. Answers with the entries decided before it that are not over yet: on their
    way, or asking."""

    actor: FollowerId
    follow_id: FollowId
    length: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeFollowCommand(Command[None]):
    actor: FollowerId
    follow_id: FollowId


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFollowCommand(Command[int]):
    """Answers with the number of positions that are being closed."""

    actor: FollowerId
    follow_id: FollowId
    choice: StopChoice


# Copying


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteCopyTradeCommand(Command[CopyReport]):
    """Copy what the leader's fills of one order mean to every follow; safe to repeat."""

    leader_id: LeaderId
    fills: Sequence[LeaderFill]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeLeaderEventsCommand(Command[int]):
    """Finish the fan-outs a crash interrupted; answers with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConfirmationCommand(Command[Answer]):
    """A press on Copy, Half or Skip. Refuses confirmation-unknown, -answered, -expired, slippage after a re-quote."""

    actor: FollowerId
    confirmation_id: ConfirmationId
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireConfirmationsCommand(Command[int]):
    """Roll back what nobody answered in time; answers with the number."""


# Positions


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePositionCommand(Command[TradeId]):
    """Close a fraction (0, 1] of an own position at market."""

    actor: FollowerId
    position_id: PositionId
    fraction: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectPositionCommand(Command[None]):
    """Set stop-loss and take-profit of an own position; an empty Protection removes them."""

    actor: FollowerId
    position_id: PositionId
    protection: Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSpotStopsCommand(Command[int]):
    """Close spot positions whose stop-loss or take-profit the price has reached; answers with the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAccountFillsCommand(Command[int]):
    """Book what the exchange did on an account without our asking: SL/TP, liquidation, ADL, a person's own trades."""

    account_id: AccountId
    fills: Sequence[AccountFill]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFundingCommand(Command[int]):
    """Book each funding payment once, onto the position held at its moment; answers with the number."""

    account_id: AccountId
    payments: Sequence[FundingPayment]


# Recovery and operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverAccountCommand(Command[RecoveryReport]):
    """Resolve unknown outcomes, book what happened while away, restore protection, compare the books."""

    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveTradesCommand(Command[RecoveryReport]):
    """Ask the exchange about every trade that needs reconciliation."""


class CopyingSwitch(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchCopyingCommand(Command[None]):
    """Operator only: pause or resume all entries of the installation; exits go on."""

    actor: FollowerId
    switch: CopyingSwitch
