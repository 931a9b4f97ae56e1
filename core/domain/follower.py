"""The Telegram user whose money is traded: role, language, noise; and the invites that let people in."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.errors import BadInput, NotPossibleNow
from core.domain.values import FollowerId
from core.shared import AggregateRoot

INVITE_LIFE = timedelta(days=7)


class Role(StrEnum):
    OPERATOR = "operator"
    FOLLOWER = "follower"


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
        version: int = 0,
    ) -> None:
        super().__init__(follower_id, version=version)
        self.name, self.language, self.role, self.joined_at = name, language, role, joined_at
        self.noise: dict[News, Noise] = dict(DEFAULT_NOISE) | dict(noise or {})

    def speak(self, language: str) -> None:
        self.language = language

    def tune(self, news: News, noise: Noise) -> None:
        if noise is Noise.OFF and news in URGENT:
            raise BadInput("urgent-news-stay")
        self.noise[news] = noise


class Invite(AggregateRoot[str]):
    """Its id is the hash of an unguessable code: single use, seven days, grants the follower's role only."""

    def __init__(
        self,
        invite_id: str,
        *,
        invited_by: FollowerId,
        created_at: datetime,
        used_by: FollowerId | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(invite_id, version=version)
        self.invited_by, self.created_at, self.used_by = invited_by, created_at, used_by

    @staticmethod
    def id_for(code: str) -> str:
        return hashlib.sha256(code.encode()).hexdigest()

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITE_LIFE

    def use(self, follower_id: FollowerId, at: datetime) -> None:
        if self.used_by is not None or at >= self.expires_at:
            raise NotPossibleNow("invite-invalid")
        self.used_by = follower_id
