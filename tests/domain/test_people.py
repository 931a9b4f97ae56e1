"""Followers, invites, accounts, follows, confirmations: who may do what, and when."""

from datetime import timedelta

import pytest

from core.domain.account import Account, AccountMode, AccountStatus
from core.domain.confirmation import Answer, Confirmation
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from core.domain.events import (
    AccountPausedEvent,
    AccountResumedEvent,
    ConfirmationAnsweredEvent,
    ConfirmationAskedEvent,
)
from core.domain.follow import FollowMode, FollowStatus
from core.domain.follower import Follower, News, Noise, Role
from core.domain.invite import INVITE_LIFE, Invite
from core.domain.leader import IntentKind
from core.domain.values import AccountId, ConfirmationId, Exchange, TradeId
from core.domain.verdict import SkipReason
from tests.builders import ANN, BO, NOON, OLENA, a_follow, after, an_account, an_intent, d, some_rights


def a_confirmation() -> Confirmation:
    return Confirmation.ask(ConfirmationId("c1"), TradeId("t1"), follower_id=ANN, at=NOON, deadline=after(120))


def test_a_new_account_is_on_paper() -> None:
    account = Account.link(AccountId("a"), ANN, exchange=Exchange.BYBIT, label="main", rights=some_rights(), at=NOON)
    assert (account.mode, account.is_usable, account.has_key) == (AccountMode.PAPER, True, True)


@pytest.mark.parametrize("right", ["can_withdraw", "can_transfer"])
def test_a_dangerous_key_never_enters(right: str) -> None:
    with pytest.raises(NotAllowed):
        Account.link(
            AccountId("a"),
            ANN,
            exchange=Exchange.BYBIT,
            label="main",
            rights=some_rights(**{right: True}),
            at=NOON,
        )


def test_going_live_needs_a_key_that_trades() -> None:
    keyless = an_account(rights=None, mode=AccountMode.PAPER)
    reader = an_account(rights=some_rights(can_trade_spot=False, can_trade_perpetual=False))
    for account in (keyless, reader):
        with pytest.raises(NotPossibleNow):
            account.go_live()
    account = an_account(mode=AccountMode.PAPER)
    modes = []
    for act in (account.go_live, account.go_paper):
        act()
        modes.append(account.mode)
    assert modes == [AccountMode.LIVE, AccountMode.PAPER]


def test_a_new_key_must_belong_to_the_same_exchange_account() -> None:
    account = an_account(rights=some_rights(uid="u1"))
    with pytest.raises(NotPossibleNow):
        account.replace_key(some_rights(uid="u2"))
    account.replace_key(some_rights(uid="u1", ip_bound=False))
    assert account.rights is not None
    assert not account.rights.ip_bound


def test_a_key_that_gains_withdrawal_pauses_the_account() -> None:
    account = an_account()
    account.check_rights(some_rights(can_withdraw=True), NOON)
    account.pause_for_key("again", NOON)
    assert account.status is AccountStatus.PAUSED_AUTH
    assert [type(event) for event in account.get_domain_events()] == [AccountPausedEvent]


def test_a_paused_account_resumes_and_says_so() -> None:
    account = an_account()
    account.pause_for_key("key-rejected", NOON)
    account.resume(after(1))
    account.resume(after(2))
    assert [type(event) for event in account.get_domain_events()] == [AccountPausedEvent, AccountResumedEvent]


def test_an_unlinked_account_stays_away() -> None:
    account = an_account()
    account.unlink()
    for act in (account.go_live, account.go_paper):
        with pytest.raises(NotPossibleNow):
            act()
    with pytest.raises(NotPossibleNow):
        account.resume(NOON)


@pytest.mark.parametrize(
    ("status", "entry", "leave"),
    [
        (FollowStatus.ACTIVE, None, None),
        (FollowStatus.PAUSED, SkipReason.FOLLOW_PAUSED, None),
        (FollowStatus.CLOSE_ONLY, SkipReason.FOLLOW_CLOSE_ONLY, None),
        (FollowStatus.STOPPED, SkipReason.FOLLOW_STOPPED, SkipReason.FOLLOW_STOPPED),
    ],
)
def test_a_follow_takes_exits_until_it_is_stopped(
    status: FollowStatus, entry: SkipReason | None, leave: SkipReason | None
) -> None:
    follow = a_follow(status=status)
    assert follow.refuses(an_intent(IntentKind.OPEN)) is entry
    assert follow.refuses(an_intent(IntentKind.CLOSE)) is leave


def test_a_follow_pauses_resumes_and_changes() -> None:
    follow = a_follow()
    follow.pause()
    follow.resume()
    follow.only_close()
    follow.change(CopyRules(size=d(50)), FollowMode.ASK)
    assert (follow.status, follow.rules.size, follow.mode) == (FollowStatus.CLOSE_ONLY, d(50), FollowMode.ASK)


def test_a_stopped_follow_can_not_be_woken() -> None:
    follow = a_follow()
    follow.stop(after(1))
    assert (follow.is_running, follow.stopped_at) == (False, after(1))
    for act in (follow.pause, follow.resume, follow.only_close):
        with pytest.raises(NotPossibleNow):
            act()
    with pytest.raises(NotPossibleNow):
        follow.stop(after(2))
    with pytest.raises(NotPossibleNow):
        follow.change(CopyRules(), FollowMode.AUTO)


def test_a_press_of_the_owner_counts_once() -> None:
    confirmation = a_confirmation()
    confirmation.take(Answer.COPY, ANN, at=after(5))
    with pytest.raises(NotPossibleNow) as refusal:
        confirmation.take(Answer.SKIP, ANN, at=after(6))
    assert (refusal.value.code, refusal.value.facts["answered_at"]) == ("confirmation-answered", after(5))
    assert confirmation.answer is Answer.COPY
    assert [type(event) for event in confirmation.get_domain_events()] == [
        ConfirmationAskedEvent,
        ConfirmationAnsweredEvent,
    ]


def test_a_strangers_press_learns_nothing() -> None:
    confirmation = a_confirmation()
    with pytest.raises(NotFound) as refusal:
        confirmation.take(Answer.COPY, BO, at=after(5))
    assert (refusal.value.code, confirmation.is_open) == ("confirmation-unknown", True)


def test_a_late_press_is_refused_and_the_deadline_rolls_back() -> None:
    confirmation = a_confirmation()
    with pytest.raises(NotPossibleNow):
        confirmation.take(Answer.COPY, ANN, at=after(120))
    confirmation.expire(after(120))
    assert confirmation.answer is Answer.EXPIRED


def test_nothing_expires_before_its_deadline_or_after_its_answer() -> None:
    confirmation = a_confirmation()
    with pytest.raises(NotPossibleNow):
        confirmation.expire(after(119))
    confirmation.take(Answer.SKIP, ANN, at=after(5))
    for act in (confirmation.expire, confirmation.overtake):
        with pytest.raises(NotPossibleNow):
            act(after(121))


def test_a_leader_who_leaves_overtakes_the_question() -> None:
    confirmation = a_confirmation()
    confirmation.overtake(after(3))
    assert confirmation.answer is Answer.OVERTAKEN


def test_urgent_news_can_be_silenced_but_not_switched_off() -> None:
    follower = Follower(ANN, name="Ann", language="en", role=Role.FOLLOWER, joined_at=NOON)
    follower.tune(News.LIQUIDATION, Noise.SILENT)
    with pytest.raises(BadInput):
        follower.tune(News.LIQUIDATION, Noise.OFF)
    follower.tune(News.FILL, Noise.OFF)
    follower.speak("uk")
    assert (follower.noise[News.LIQUIDATION], follower.noise[News.FILL]) == (Noise.SILENT, Noise.OFF)
    assert follower.language == "uk"


def test_an_invite_works_once_and_not_for_ever() -> None:
    invite = Invite(Invite.id_for("code"), invited_by=OLENA, created_at=NOON)
    assert "code" not in invite.id
    invite.use(ANN, after(1))
    with pytest.raises(NotPossibleNow):
        invite.use(BO, after(2))
    old = Invite(Invite.id_for("old"), invited_by=OLENA, created_at=NOON)
    with pytest.raises(NotPossibleNow):
        old.use(BO, NOON + INVITE_LIFE + timedelta(seconds=1))
