"""A core in memory behind a real MessageBus: the messages the screens send, answered from dictionaries.

Refuses as the real one does; keeps every command that changed something in `done`.
"""

from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from core.application import commands as c
from core.application import noise_commands as n
from core.application import quality_queries as qq
from core.application import queries as q
from core.application import repair_commands as r
from core.application import views as v
from core.application import why_queries as w
from core.application.bus import Command, Handler, MessageBus
from core.application.drifts import DriftsView
from core.domain.account import AccountMode
from core.domain.confirmation import Answer
from core.domain.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from core.domain.follow import FollowStatus
from core.domain.follower import URGENT, Noise
from core.domain.trade import TradeStatus
from core.domain.undo import UNDO_WITHIN
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId, TradeId
from tests.bot import builders as b
from tests.bot.fake_operating import operating_table
from tests.bot.fake_pictures import FakePictures
from tests.bot.fake_reads import FakeReads
from tests.bot.fake_replays import FakeReplays

T = TypeVar("T")
GOOD_INVITE = "good-invite-code-12345"


class FakeCore(FakeReads):
    """Everything the screens send, in one table."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.replays = FakeReplays()

    def bus(self) -> MessageBus:
        return MessageBus({message: self._guarded(handler) for message, handler in self._everything().items()})

    def _everything(self) -> dict[type, Handler]:
        return self._whole_table() | dict(self.pictures.table())

    @cached_property
    def pictures(self) -> FakePictures:
        return FakePictures(self)

    def last(self) -> object:
        return self.done[-1]

    def _guarded(self, handler: Handler) -> Handler:
        async def handle(message: object) -> object:
            if self.trouble is not None and not isinstance(message, q.FindFollowerQuery):
                raise self.trouble
            answer = await handler(message)
            if isinstance(message, Command):
                self.done.append(message.deed if isinstance(message, n.DoUndoablyCommand) else message)
            return answer

        return handle

    def _table(self) -> dict[type, Handler]:
        return {
            q.FindFollowerQuery: self.find_follower,
            q.GetHomeQuery: self.get_home,
            q.ListAccountsQuery: self.list_accounts,
            q.ListLeadersQuery: self.list_leaders,
            q.GetLeaderQuery: self.get_leader,
            q.ListFollowsQuery: self.list_follows,
            q.GetFollowQuery: self.get_follow,
            q.PreviewFollowQuery: self.preview_follow,
            q.PreviewStopQuery: self.preview_stop,
            q.ListPositionsQuery: self.list_positions,
            q.GetPositionQuery: self.get_position,
            q.GetTradeQuery: self.get_trade,
            q.GetConfirmationTradeQuery: self.get_question,
            q.GetPnlQuery: self.get_pnl,
            q.ListHistoryQuery: self.list_history,
            q.GetAdminQuery: self.get_admin,
            c.JoinCommand: self.join,
            c.CreateInviteCommand: self.create_invite,
            c.ChangeLanguageCommand: self.change_language,
            c.TuneNoiseCommand: self.tune_noise,
            c.LinkAccountCommand: self.link_account,
            c.ReplaceKeyCommand: self.replace_key,
            c.SwitchAccountModeCommand: self.switch_mode,
            c.UnlinkAccountCommand: self.unlink,
            c.PublishLeaderCommand: self.publish_leader,
            c.RetireLeaderCommand: self.accept,
            c.StartFollowCommand: self.start_follow,
            c.ChangeFollowCommand: self.change_follow,
            c.PauseFollowCommand: self.pause_follow,
            c.ResumeFollowCommand: self.accept,
            c.StopFollowCommand: self.stop_follow,
            c.AnswerConfirmationCommand: self.answer_question,
            c.ClosePositionCommand: self.close_position,
            c.ProtectPositionCommand: self.protect_position,
            c.SwitchCopyingCommand: self.switch_copying,
        }

    def _whole_table(self) -> dict[type, Handler]:
        more = self._quality() | self._noise() | self.replays.table() | operating_table()
        return self._table() | self._repairs() | more

    def _quality(self) -> dict[type, Handler]:
        return {
            qq.ListQualityQuery: self.list_quality,
            qq.GetQualityQuery: self.get_quality,
            qq.GetLeaderStatisticsQuery: self.get_statistics,
        }

    def _repairs(self) -> dict[type, Handler]:
        return {
            q.ListDriftsQuery: self.list_drifts,
            r.ReconcileCommand: self.reconcile,
            r.AnswerLostStopCommand: self.answer_lost_stop,
            w.ExplainVerdictQuery: self.explain_verdict,
            w.ExplainTradeQuery: self.explain_trade,
            w.FindSkipQuery: self.find_skip,
            w.ListPositionTradesQuery: self.list_position_trades,
        }

    def _noise(self) -> dict[type, Handler]:
        return {
            n.DoUndoablyCommand: self.do_undoably,
            n.UndoCommand: self.undo,
            n.PauseFollowsCommand: self.rest,
            n.ResumeFollowsCommand: self.rest,
            n.StopFollowsCommand: self.rest,
            n.PlanNewsCommand: self.plan_news,
            q.GetDigestQuery: self.get_digest,
        }

    async def do_undoably(self, command: n.DoUndoablyCommand) -> n.Done:
        deed = command.deed
        answer = await (self._table() | self._noise())[type(deed)](deed)
        return n.Done(answer=answer or 0, undo_id=b.UNDO, deadline=b.NOW + UNDO_WITHIN)

    async def undo(self, command: n.UndoCommand) -> n.Undone:
        if command.undo_id != b.UNDO:
            raise NotFound("undo-unknown")
        return self.undone

    async def rest(self, command: n.PauseFollowsCommand | n.ResumeFollowsCommand | n.StopFollowsCommand) -> int:
        return len(self.follows.get(command.actor, []))

    async def plan_news(self, command: n.PlanNewsCommand) -> None:
        self.people[command.actor] = replace(self.people[command.actor], timetable=command.timetable)

    async def accept(self, _: object) -> None:
        return None

    async def join(self, command: c.JoinCommand) -> None:
        if command.code != GOOD_INVITE:
            raise NotPossibleNow("invite-invalid")
        person = b.follower(command.actor, command.name, language=command.language)
        self.people[command.actor] = person

    async def create_invite(self, command: c.CreateInviteCommand) -> str:
        return GOOD_INVITE

    async def change_language(self, command: c.ChangeLanguageCommand) -> None:
        self.people[command.actor] = replace(self.people[command.actor], language=command.language)

    async def tune_noise(self, command: c.TuneNoiseCommand) -> None:
        if command.noise is Noise.OFF and command.news in URGENT:
            raise BadInput("urgent-news-stay")
        person = self.people[command.actor]
        self.people[command.actor] = replace(person, noise={**person.noise, command.news: command.noise})

    async def link_account(self, command: c.LinkAccountCommand) -> AccountId:
        credentials = command.credentials
        if credentials is not None and credentials.api_key.startswith("WITHDRAW"):
            raise NotAllowed("key-can-withdraw")
        mine = self.accounts.setdefault(command.actor, [])
        account_id = AccountId(f"linked{len(mine)}".ljust(26, "0"))
        rights = None if credentials is None else b.RIGHTS
        linked = replace(b.account(command.label, rights=rights), account_id=account_id, exchange=command.exchange)
        mine.append(linked)
        return account_id

    async def replace_key(self, command: c.ReplaceKeyCommand) -> None:
        self.own_account(command.actor, command.account_id)

    async def switch_mode(self, command: c.SwitchAccountModeCommand) -> None:
        account = self.own_account(command.actor, command.account_id)
        if account.rights is None and command.mode is AccountMode.LIVE:
            raise NotPossibleNow("account-needs-key")
        mine = self.accounts[command.actor]
        mine[mine.index(account)] = replace(account, mode=command.mode)

    async def unlink(self, command: c.UnlinkAccountCommand) -> None:
        if self.follows.get(command.actor):
            raise NotPossibleNow("account-in-use")
        self.accounts[command.actor].remove(self.own_account(command.actor, command.account_id))

    async def publish_leader(self, command: c.PublishLeaderCommand) -> LeaderId:
        self.own_account(command.actor, command.account_id)
        leader_id = LeaderId("published".ljust(26, "0"))
        self.leaders.append(replace(b.leader(command.name), leader_id=leader_id, is_mine=True))
        return leader_id

    async def start_follow(self, command: c.StartFollowCommand) -> FollowId:
        self.own_account(command.actor, command.account_id)
        started = FollowId("started".ljust(26, "0"))
        mine = self.follows.setdefault(command.actor, [])
        mine.append(replace(b.follow(command.rules), follow_id=started, mode=command.mode))
        return started

    async def change_follow(self, command: c.ChangeFollowCommand) -> None:
        await self.get_follow(q.GetFollowQuery(actor=command.actor, follow_id=command.follow_id))

    async def pause_follow(self, command: c.PauseFollowCommand) -> int:
        follow = await self.get_follow(q.GetFollowQuery(actor=command.actor, follow_id=command.follow_id))
        mine = self.follows[command.actor]
        mine[mine.index(follow)] = replace(follow, status=FollowStatus.PAUSED)
        return len(self.trades.get(command.actor, []))

    async def stop_follow(self, command: c.StopFollowCommand) -> int:
        await self.get_follow(q.GetFollowQuery(actor=command.actor, follow_id=command.follow_id))
        return len(self.positions.get(command.actor, []))

    async def answer_question(self, command: c.AnswerConfirmationCommand) -> Answer:
        query = q.GetConfirmationTradeQuery(actor=command.actor, confirmation_id=command.confirmation_id)
        trade = await self.get_question(query)
        if trade.confirmation is None or trade.confirmation.answer is not None:
            raise NotPossibleNow("confirmation-answered")
        if self.answer_trouble is not None:
            raise self.answer_trouble
        self.answer(command.actor, trade, command.answer)
        return command.answer

    def answer(self, actor: FollowerId, trade: v.TradeView, answer: Answer) -> None:
        """Settle a question as if somebody had pressed, or nobody had."""
        assert trade.confirmation is not None
        asked = replace(trade.confirmation, answer=answer, answered_at=b.NOW)
        copies = answer in {Answer.COPY, Answer.HALF}
        status = TradeStatus.RESERVED if copies else TradeStatus.FAILED
        self.trades[actor] = [replace(trade, confirmation=asked, status=status)]

    async def close_position(self, command: c.ClosePositionCommand) -> TradeId:
        await self.get_position(q.GetPositionQuery(actor=command.actor, position_id=command.position_id))
        if command.position_id in self.refused_positions:
            raise NotPossibleNow("position-busy")
        return b.TRADE

    async def protect_position(self, command: c.ProtectPositionCommand) -> None:
        query = q.GetPositionQuery(actor=command.actor, position_id=command.position_id)
        position = await self.get_position(query)
        stop = command.protection.stop_loss
        if stop is not None and position.price is not None and stop >= position.price:
            raise BadInput("protection-wrong-side", field="stop_loss", trigger=stop, price=position.price)
        self.positions[command.actor] = [replace(position, protection=command.protection)]

    async def list_drifts(self, query: q.ListDriftsQuery) -> DriftsView:
        account = self.own_account(query.actor, query.account_id)
        return DriftsView(account_id=account.account_id, label=account.label, drifts=list(self.drifts))

    async def reconcile(self, command: r.ReconcileCommand) -> None:
        self.own_account(command.actor, command.account_id)
        if command.mark not in {drift.mark for drift in self.drifts}:
            raise NotPossibleNow("drift-changed")
        if self.answer_trouble is not None:
            raise self.answer_trouble
        self.drifts = [drift for drift in self.drifts if drift.mark != command.mark]

    async def answer_lost_stop(self, command: r.AnswerLostStopCommand) -> None:
        await self.get_position(q.GetPositionQuery(actor=command.actor, position_id=command.position_id))
        if self.answer_trouble is not None:
            raise self.answer_trouble

    async def switch_copying(self, command: c.SwitchCopyingCommand) -> None:
        self.is_paused = command.switch is c.CopyingSwitch.PAUSE
