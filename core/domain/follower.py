"""The Telegram user whose money is traded: role, terms, language, noise, timetable. Knows no account and no trade."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, NotAllowed, NotPossibleNow
from core.domain.news_events import DigestDueEvent
from core.domain.timetable import DigestKind, Timetable, Told, require_zone
from core.domain.values import ZERO, FollowerId
from core.shared import AggregateRoot, ValueObject

MOST_ACCOUNTS, MOST_CAPITAL = 50, Decimal("1e9")


class Role(StrEnum):
    """A viewer looks at leaders and has no account."""

    OPERATOR = "operator"
    FOLLOWER = "follower"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(ValueObject):
    """Under which somebody was let in; what is None or left out is not limited.

    `max_capital` bounds the positions of one follow together, in quote coin.
    """

    may_lead: bool = True
    paper_only: bool = False
    max_accounts: int | None = None
    max_capital: Decimal | None = None

    def __post_init__(self) -> None:
        if self.max_accounts is not None and not 1 <= self.max_accounts <= MOST_ACCOUNTS:
            raise BadInput("out-of-range", field="max_accounts")
        if self.max_capital is not None and not ZERO < self.max_capital <= MOST_CAPITAL:
            raise BadInput("out-of-range", field="max_capital")

    def require_room(self, accounts: int) -> None:
        """For one more account."""
        if self.max_accounts is not None and accounts >= self.max_accounts:
            raise NotPossibleNow("terms-accounts", most=self.max_accounts)

    def require_live(self) -> None:
        if self.paper_only:
            raise NotPossibleNow("terms-paper-only")

    def require_leading(self) -> None:
        if not self.may_lead:
            raise NotPossibleNow("terms-no-leading")

    def applied_to(self, rules: CopyRules) -> CopyRules:
        """With the bound of a follow's positions together: the wished one, or the allowed; more is refused."""
        wished = rules.max_total_exposure
        if self.max_capital is None:
            return rules
        if wished is not None and wished > self.max_capital:
            raise BadInput("terms-capital", most=self.max_capital)
        return replace(rules, max_total_exposure=wished or self.max_capital)


FREE = Terms()


class Noise(StrEnum):
    """How a kind of news arrives: with a sound, without, or not at all."""

    ON = "on"
    SILENT = "silent"
    OFF = "off"


class News(StrEnum):
    """Kinds of news a follower can tune. What is urgent can be silenced but never switched off."""

    FILL = "fill"
    SKIP = "skip"
    FAILURE = "failure"
    CLOSE = "close"
    PROTECTION = "protection"
    LIQUIDATION = "liquidation"
    RECONCILIATION = "reconciliation"
    EXCHANGE = "exchange"
    KEY = "key"


URGENT = frozenset({News.FAILURE, News.LIQUIDATION, News.RECONCILIATION, News.KEY})

DEFAULT_NOISE: Mapping[News, Noise] = {
    News.FILL: Noise.SILENT,
    News.SKIP: Noise.SILENT,
    News.FAILURE: Noise.ON,
    News.CLOSE: Noise.ON,
    News.PROTECTION: Noise.ON,
    News.LIQUIDATION: Noise.ON,
    News.RECONCILIATION: Noise.ON,
    News.EXCHANGE: Noise.SILENT,
    News.KEY: Noise.ON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(ValueObject):
    """All that a follower chooses for themselves, as it is at one moment."""

    language: str
    noise: Mapping[News, Noise]
    timetable: Timetable


class Follower(AggregateRoot[FollowerId]):
    """Exists only by invitation (or as the operator named in the settings)."""

    def __init__(
        self,
        follower_id: FollowerId,
        *,
        name: str,
        language: str,
        role: Role,
        joined_at: datetime,
        noise: Mapping[News, Noise] | None = None,
        terms: Terms = FREE,
        timetable: Timetable | None = None,
        told: Mapping[DigestKind, Told] | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(follower_id, version=version)
        self.name, self.language, self.role, self.joined_at = name, language, role, joined_at
        self.terms = terms
        self.noise: dict[News, Noise] = dict(DEFAULT_NOISE) | dict(noise or {})
        self.timetable = timetable or Timetable()
        self.told: dict[DigestKind, Told] = dict(told or {})

    @property
    def settings(self) -> Settings:
        return Settings(language=self.language, noise=dict(self.noise), timetable=self.timetable)

    def settle_as(self, settings: Settings, at: datetime) -> None:
        """Exactly these settings again."""
        self.language, self.noise = settings.language, dict(settings.noise)
        if settings.timetable != self.timetable:
            self.plan_news(settings.timetable, at)

    def speak(self, language: str) -> None:
        self.language = language

    def tune(self, news: News, noise: Noise) -> None:
        if noise is Noise.OFF and news in URGENT:
            raise BadInput("urgent-news-stay")
        self.noise[news] = noise

    def require_trading(self) -> None:
        if self.role is Role.VIEWER:
            raise NotAllowed("viewer-only-looks")

    def come_under(self, role: Role, terms: Terms) -> bool:
        """For what is new from now on; what stands stays. Answers whether anything changed."""
        if Role.OPERATOR in {self.role, role}:
            raise NotPossibleNow("terms-operator")
        before = (self.role, self.terms)
        self.role, self.terms = role, terms
        return before != (role, terms)

    def plan_news(self, timetable: Timetable, at: datetime) -> None:
        """No digest whose hour is over already comes for that; one more on a day that had its own comes neither."""
        require_zone(timetable.zone)
        self.timetable = timetable
        for kind in DigestKind:
            before = self.told.pop(kind, None)
            if timetable.wants(kind):
                newest = timetable.newest(kind, at).day
                day, until = (newest, at) if before is None else (max(newest, before.day), before.until)
                self.told[kind] = Told(day=day, until=until)

    def tell_digests(self, at: datetime) -> None:
        """The newest of each kind, if it was not told yet; it tells what happened since the last one."""
        for kind, told in list(self.told.items()):
            newest = self.timetable.newest(kind, at)
            if newest.day <= told.day:
                continue
            self.told[kind] = Told(day=newest.day, until=newest.until)
            self._raise(
                DigestDueEvent(
                    event_id=f"Digest:{self.id}:{kind}:{newest.day}",
                    occurred_at=at,
                    follower_id=self.id,
                    kind=kind,
                    since=min(told.until, newest.until),
                    until=newest.until,
                )
            )
