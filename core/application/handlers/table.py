"""Which handler carries out which message: the table of contents of everything the system does."""

from core.application import (
    commands,
    key_commands,
    leader_commands,
    noise_commands,
    queries,
    repair_commands,
)
from core.application.adopting import Adopting
from core.application.auditing import Auditing
from core.application.bus import Handler, MessageBus
from core.application.close_looks import CloseLooks
from core.application.comparing import Comparing
from core.application.counting import Counting
from core.application.exits import Exits
from core.application.guarding import Guarding
from core.application.handlers.accounts import AccountHandlers
from core.application.handlers.confirming import AnswerConfirmationHandler, ExpireConfirmationsHandler
from core.application.handlers.copying import ExecuteCopyTradeHandler
from core.application.handlers.digests import DigestHandlers
from core.application.handlers.following import FollowingHandlers, LeadingHandlers
from core.application.handlers.funding import BookFundingHandler, FundingRounds
from core.application.handlers.key_watch import KeyWatch
from core.application.handlers.leader_health import LeaderHealthHandlers
from core.application.handlers.mode_watch import ModeWatch
from core.application.handlers.operator_table import key_door_table, operator_table
from core.application.handlers.parts import Parts
from core.application.handlers.people import PeopleHandlers
from core.application.handlers.positions import (
    BookAccountFillsHandler,
    ClosePositionHandler,
    ProtectPositionHandler,
)
from core.application.handlers.reading_table import explaining_table, picture_table, reading_table, replaying_table
from core.application.handlers.reconciling import ReconcilingHandlers
from core.application.handlers.recovery import RecoverAccountHandler
from core.application.handlers.reserving import Reserving
from core.application.handlers.resting import RestingHandlers
from core.application.handlers.spot_stops import WatchSpotStopsHandler
from core.application.handlers.strangers import Strangers
from core.application.handlers.undoing import UndoingHandlers
from core.application.repairs import Repairs
from core.application.settlement import Settlement


def handlers(parts: Parts) -> dict[type, Handler]:
    exits = Exits(parts.ids, board=parts.board, wallets=parts.wallets, clock=parts.clock, timing=parts.timing)
    reading = reading_table(parts) | explaining_table(parts) | picture_table(parts) | replaying_table(parts)
    trading = copying_table(parts) | positions_table(parts, exits)
    operating = operator_table(
        parts.units,
        parts.reads,
        health=parts.health,
        vitals=parts.vitals,
        gates=parts.gates,
        ids=parts.ids,
        clock=parts.clock,
    )
    auditing = Auditing(parts.units, parts.clock)
    noted = auditing.over(people_table(parts) | trading | reading | operating | digests_table(parts))
    undoing = UndoingHandlers(parts.units, noted, ids=parts.ids, clock=parts.clock, turns=parts.turns)
    doors = key_door_table(MessageBus(noted), parts.units, door=parts.door, ids=parts.ids, clock=parts.clock)
    more = auditing.over(doors | {noise_commands.UndoCommand: undoing.undo})
    return noted | more | {noise_commands.DoUndoablyCommand: undoing.do}


def digests_table(parts: Parts) -> dict[type, Handler]:
    digests = DigestHandlers(parts.units, parts.reads, board=parts.board, wallets=parts.wallets, clock=parts.clock)
    return {noise_commands.TellDigestsCommand: digests.tell, queries.GetDigestQuery: digests.digest}


def people_table(parts: Parts) -> dict[type, Handler]:
    people = PeopleHandlers(parts.units, parts.ids, clock=parts.clock)
    accounts = AccountHandlers(
        parts.units,
        parts.directory,
        vault=parts.vault,
        wallets=parts.wallets,
        ids=parts.ids,
        clock=parts.clock,
        turns=parts.turns,
    )
    keys = KeyWatch(parts.units, parts.directory, vault=parts.vault, clock=parts.clock, timing=parts.timing)
    modes = ModeWatch(parts.units, parts.directory, parts.clock)
    parts.desk.when_key_is_refused(keys.check_refused)
    parts.desk.when_mode_is_refused(modes.refused)
    strangers = Strangers(parts.units, parts.clock)
    leading = LeadingHandlers(parts.units, parts.directory, board=parts.board, ids=parts.ids, clock=parts.clock)
    return {
        commands.CreateInviteCommand: people.create_invite,
        commands.JoinCommand: people.join,
        commands.WelcomeOperatorCommand: people.welcome_operator,
        commands.ChangeLanguageCommand: people.change_language,
        commands.TuneNoiseCommand: people.tune_noise,
        noise_commands.PlanNewsCommand: people.plan_news,
        commands.SwitchCopyingCommand: people.switch_copying,
        commands.LinkAccountCommand: accounts.link,
        commands.ReplaceKeyCommand: accounts.replace_key,
        commands.SwitchAccountModeCommand: accounts.switch_mode,
        commands.UnlinkAccountCommand: accounts.unlink,
        key_commands.CheckKeyCommand: keys.check,
        key_commands.CheckSuspectKeysCommand: keys.check_suspects,
        key_commands.RemindOfUnmanagedCommand: keys.remind,
        key_commands.CheckPositionModesCommand: modes.check,
        key_commands.WatchStrangersCommand: strangers.watch,
        key_commands.ThawAccountCommand: strangers.thaw,
        commands.PublishLeaderCommand: leading.publish,
        commands.RetireLeaderCommand: leading.retire,
        commands.ObserveLeaderCommand: leading.observe,
    }


def copying_table(parts: Parts) -> dict[type, Handler]:
    reserving = Reserving(
        parts.ids,
        clock=parts.clock,
        board=parts.board,
        wallets=parts.wallets,
        desk=parts.desk,
        gates=parts.gates,
        confirm_within=parts.confirm_within,
    )
    counting = Counting(parts.units, parts.directory, clock=parts.clock, timing=parts.timing)
    copying = ExecuteCopyTradeHandler(
        parts.units,
        reserving,
        counting=counting,
        clock=parts.clock,
        turns=parts.turns,
        precedence=parts.desk.precedence,
    )
    leaders = LeaderHealthHandlers(
        parts.units,
        parts.directory,
        copying=copying,
        board=parts.board,
        clock=parts.clock,
        timing=parts.timing,
    )
    return {
        leader_commands.CheckLeaderCommand: leaders.check,
        leader_commands.TellLeaderFeedCommand: leaders.tell,
        leader_commands.LoseLeaderCommand: leaders.lose,
        commands.ExecuteCopyTradeCommand: copying,
        commands.ResumeLeaderEventsCommand: copying.resume,
        commands.AnswerConfirmationCommand: AnswerConfirmationHandler(
            parts.units, parts.desk, board=parts.board, clock=parts.clock, gates=parts.gates
        ),
        commands.ExpireConfirmationsCommand: ExpireConfirmationsHandler(parts.units, clock=parts.clock),
    }


def positions_table(parts: Parts, exits: Exits) -> dict[type, Handler]:
    following = FollowingHandlers(
        parts.units, exits, desk=parts.desk, ids=parts.ids, clock=parts.clock, turns=parts.turns
    )
    resting = RestingHandlers(parts.units, following.stop, clock=parts.clock, turns=parts.turns)
    booking = BookAccountFillsHandler(parts.units, desk=parts.desk)
    book_funding = BookFundingHandler(parts.units)
    closing = ClosePositionHandler(parts.units, exits, desk=parts.desk, turns=parts.turns)
    table: dict[type, Handler] = {
        commands.StartFollowCommand: following.start,
        commands.ChangeFollowCommand: following.change,
        commands.PauseFollowCommand: following.pause,
        commands.ResumeFollowCommand: following.resume,
        commands.StopFollowCommand: following.stop,
        noise_commands.PauseFollowsCommand: resting.pause,
        noise_commands.ResumeFollowsCommand: resting.resume,
        noise_commands.StopFollowsCommand: resting.stop,
        noise_commands.ResumeRestedFollowsCommand: resting.resume_rested,
        commands.ClosePositionCommand: closing,
        commands.ProtectPositionCommand: ProtectPositionHandler(parts.units, desk=parts.desk, board=parts.board),
        commands.WatchSpotStopsCommand: WatchSpotStopsHandler(
            parts.units, exits, desk=parts.desk, board=parts.board, turns=parts.turns
        ),
        commands.BookAccountFillsCommand: booking,
        commands.BookFundingCommand: book_funding,
        commands.ResolveTradesCommand: parts.resolver,
    }
    return table | recovery_table(parts, exits, closing=closing, booking=booking, book_funding=book_funding)


def recovery_table(
    parts: Parts,
    exits: Exits,
    *,
    closing: ClosePositionHandler,
    booking: BookAccountFillsHandler,
    book_funding: BookFundingHandler,
) -> dict[type, Handler]:
    repairs = Repairs(parts.units, parts.clock, parts.timing)
    comparing = Comparing(parts.units, repairs=repairs, board=parts.board, clock=parts.clock, timing=parts.timing)
    guarding = Guarding(
        parts.units, desk=parts.desk, repairs=repairs, board=parts.board, clock=parts.clock, timing=parts.timing
    )
    recovery = RecoverAccountHandler(
        parts.units,
        parts.directory,
        resolver=parts.resolver,
        adopting=Adopting(
            parts.units,
            Settlement(parts.ids, parts.board),
            desk=parts.desk,
            ids=parts.ids,
            clock=parts.clock,
            turns=parts.turns,
        ),
        booking=booking,
        funding=FundingRounds(book_funding, parts.clock),
        comparing=comparing,
        guarding=guarding,
        exits=exits,
        desk=parts.desk,
        clock=parts.clock,
        turns=parts.turns,
    )
    parts.desk.when_closed(CloseLooks(recovery.look_after_close, parts.timing).closed)
    table: dict[type, Handler] = {commands.RecoverAccountCommand: recovery}
    return table | reconciling_table(parts, comparing, closing)


def reconciling_table(parts: Parts, comparing: Comparing, closing: ClosePositionHandler) -> dict[type, Handler]:
    reconciling = ReconcilingHandlers(
        parts.units,
        parts.directory,
        comparing=comparing,
        closing=closing,
        desk=parts.desk,
        board=parts.board,
        ids=parts.ids,
        clock=parts.clock,
        turns=parts.turns,
    )
    return {
        repair_commands.ReconcileCommand: reconciling.reconcile,
        repair_commands.AnswerLostStopCommand: reconciling.answer_lost_stop,
        queries.ListDriftsQuery: reconciling.drifts,
    }
