"""What carrying out a command came to, where it is more than an id or a number. Holds no behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReport:
    """What became of one leader event: numbers of trades sent, asked about, skipped."""

    sent: int = 0
    asked: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryReport:
    """What a recovery found: trades resolved to executed or failed, still unknown, symbols that differ; stops owed."""

    executed: int = 0
    failed: int = 0
    unknown: int = 0
    drifts: int = 0
    owed: int = 0
