"""The numbers follow the events and name nobody."""

from adapters.messaging.event_bus import EventBus
from adapters.metrics import Metrics
from core.domain.events import BreakerChangedEvent, CopySkippedEvent
from core.domain.values import Exchange
from tests.persistence.builders import ANNA, BTC, FOLLOW, LEADER, NOW, execution, trade


async def test_events_are_counted_by_kind() -> None:
    metrics, bus = Metrics(), EventBus()
    metrics.listen(bus)
    settled = trade()
    settled.execute(execution())
    await bus.publish_all(settled.get_domain_events())
    text = metrics.render().decode()
    assert 'tandem_events_total{event="trade_reserved"} 1.0' in text
    assert 'tandem_events_total{event="trade_executed"} 1.0' in text
    assert str(ANNA) not in text


async def test_skips_and_breakers_are_shown() -> None:
    metrics, bus = Metrics(), EventBus()
    metrics.listen(bus)
    skip = CopySkippedEvent(
        event_id="s",
        occurred_at=NOW,
        follow_id=FOLLOW,
        follower_id=ANNA,
        leader_id=LEADER,
        event_key="k",
        symbol=BTC,
        reason="slippage",
        numbers={},
    )
    opened = BreakerChangedEvent(event_id="b", occurred_at=NOW, exchange=Exchange.BITGET, lane="open", state="open")
    await bus.publish_all([skip, opened])
    text = metrics.render().decode()
    assert 'tandem_skips_total{reason="slippage"} 1.0' in text
    assert 'tandem_breaker_state{exchange="bitget",lane="open"} 2.0' in text


def test_commits_and_backlogs_are_shown() -> None:
    metrics = Metrics()
    metrics.observe_commit(3, 0.004)
    metrics.observe_backlog(undelivered=5, unresolved=1)
    text = metrics.render().decode()
    assert "tandem_committed_works_total 3.0" in text
    assert 'tandem_commit_seconds_bucket{le="0.005"} 1.0' in text
    assert "tandem_undelivered_events 5.0" in text


def test_two_apps_in_one_process_do_not_meet() -> None:
    one, other = Metrics(), Metrics()
    one.observe_commit(1, 0.1)
    assert "tandem_committed_works_total 0.0" in other.render().decode()
