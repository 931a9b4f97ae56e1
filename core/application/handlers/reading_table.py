"""Which handler answers which question: the second half of the table of contents. Changes nothing."""

from core.application import picture_queries, quality_queries, queries, replay_queries, why_queries
from core.application.breathing import breathing
from core.application.bus import Handler
from core.application.handlers.explaining import ExplainingHandlers
from core.application.handlers.parts import Parts
from core.application.handlers.picturing import PicturingHandlers
from core.application.handlers.previewing import PreviewFollowHandler
from core.application.handlers.quality import QualityHandlers
from core.application.handlers.reading import ReadingHandlers
from core.application.handlers.replaying import ReplayHandlers
from core.application.leader_past import LeaderPasts
from core.application.past_prices import PastPrices


def reading_table(parts: Parts) -> dict[type, Handler]:
    reading = ReadingHandlers(
        parts.reads, board=parts.board, wallets=parts.wallets, health=parts.health, clock=parts.clock
    )
    quality = QualityHandlers(parts.reads, parts.quality, board=parts.board, clock=parts.clock)
    preview = PreviewFollowHandler(parts.reads, board=parts.board, wallets=parts.wallets, clock=parts.clock)
    return {
        queries.FindFollowerQuery: reading.find_follower,
        queries.GetHomeQuery: reading.home,
        queries.ListAccountsQuery: reading.accounts,
        queries.ListLeadersQuery: reading.leaders,
        queries.GetLeaderQuery: reading.leader,
        queries.ListFollowsQuery: reading.follows,
        queries.GetFollowQuery: reading.follow,
        queries.PreviewFollowQuery: preview,
        queries.PreviewStopQuery: reading.preview_stop,
        queries.ListPositionsQuery: reading.positions,
        queries.GetPositionQuery: reading.position,
        queries.GetTradeQuery: reading.trade,
        queries.GetConfirmationTradeQuery: reading.confirmation_trade,
        queries.GetPnlQuery: reading.pnl,
        queries.ListHistoryQuery: reading.history,
        queries.GetAdminQuery: reading.admin,
        quality_queries.ListQualityQuery: quality.list_,
        quality_queries.GetQualityQuery: quality.of_leader,
        quality_queries.GetLeaderStatisticsQuery: quality.statistics,
    }


def explaining_table(parts: Parts) -> dict[type, Handler]:
    explaining = ExplainingHandlers(parts.reads, parts.board)
    return {
        why_queries.ExplainVerdictQuery: explaining.verdict,
        why_queries.ExplainTradeQuery: explaining.trade,
        why_queries.FindSkipQuery: explaining.skip,
        why_queries.ListPositionTradesQuery: explaining.position_trades,
    }


def picture_table(parts: Parts) -> dict[type, Handler]:
    picturing = PicturingHandlers(
        parts.reads, parts.candles, parts.easel, board=parts.board, wallets=parts.wallets, clock=parts.clock
    )
    return {
        picture_queries.DrawPictureQuery: picturing.draw,
        picture_queries.GetCurveQuery: picturing.curve,
        picture_queries.GetMonthQuery: picturing.month,
        picture_queries.GetChartQuery: picturing.chart,
    }


def replaying_table(parts: Parts) -> dict[type, Handler]:
    breathe = breathing(parts.desk.precedence)
    replaying = ReplayHandlers(
        parts.reads,
        LeaderPasts(parts.reads, parts.archive, clock=parts.clock, breathe=breathe),
        PastPrices(parts.archive, parts.clock),
        directory=parts.directory,
        board=parts.board,
        wallets=parts.wallets,
        clock=parts.clock,
        breathe=breathe,
    )
    return {
        replay_queries.ReadLeaderPastQuery: replaying.read,
        replay_queries.ReplayFollowQuery: replaying.replay,
        replay_queries.FindEnoughBalanceQuery: replaying.find_enough,
    }
