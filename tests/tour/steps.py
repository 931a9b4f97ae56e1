"""The screens of the tour, as lists: add a line and the tour goes there. Acts for nobody.

A step writes something or presses a button, waits until the page says what it should, and is photographed under its
name. Without a name it only leads somewhere. Texts and labels are keys of locales/, or literal words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sandbox.demo.cast import LEV


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`says` or `presses`, never both; `sees` is awaited in one message."""

    name: str = ""
    says: str = ""
    presses: str = ""
    sees: tuple[str, ...] = ()


def newcomer(start: str) -> Sequence[Step]:
    """Who knows nothing but the link they were sent; each step is one tap or message."""
    return (
        Step(name="first-home", says=start, sees=("steps-title",)),
        Step(name="leaders", presses="button-choose-leader", sees=("leaders-title",)),
        Step(name="leader", presses=LEV.name, sees=("leader-risk",)),
        Step(name="paper-follow", presses="button-follow-paper", sees=("form-example-mine",)),
        Step(name="follow-started", presses="button-start-follow", sees=("follow-started",)),
    )


LOOKS: Sequence[Step] = (
    Step(name="home", says="/start", sees=("home-open",)),
    Step(name="positions", presses="button-positions", sees=("positions-hint",)),
    Step(name="position", presses="1 BTC", sees=("position-opened",)),
    Step(name="chart", presses="button-chart", sees=("picture-chart-caption", "button-theme-light")),
    Step(name="chart-light", presses="button-theme-light", sees=("picture-chart-caption", "button-theme-dark")),
    Step(name="share", presses="button-share", sees=("card-caption", "button-amounts-show")),
    Step(name="share-amounts", presses="button-amounts-show", sees=("card-caption", "button-amounts-hide")),
    Step(says="/positions", sees=("positions-hint",)),
    Step(presses="1 BTC", sees=("position-opened",)),
    Step(name="protect", presses="button-position-protect", sees=("protect-menu",)),
    Step(name="stop-loss", presses="button-position-sl", sees=("ask-trigger-sl",)),
    Step(name="stop-loss-refused", says="2x", sees=("refusal-number-unit",)),
    Step(name="stop-loss-set", says="5%", sees=("protection-set",)),
    Step(name="close-one", presses="button-position-close", sees=("ask-closenow",)),
    Step(name="close", says="/close", sees=("close-which",)),
    Step(name="close-all", presses="button-close-all", sees=("ask-close-all",)),
    Step(name="emergency", says="/x", sees=("close-which",)),
    Step(name="follows", says="/follows", sees=("follows-title",)),
    Step(name="follow", presses=f"{LEV.name} → Binance", sees=("follow-head",)),
    Step(name="edit-follow", presses="button-follow-edit", sees=("form-review-change",)),
    Step(name="preview", presses="button-replay", sees=("replay-title", "replay-enough")),
    Step(name="preview-more", presses="button-replay-more", sees=("replay-title", "replay-fees")),
    Step(presses="button-back", sees=("replay-title", "replay-promise")),
    Step(name="preview-curve", presses="button-replay-curve", sees=("picture-replay-caption",)),
    Step(presses="button-back", sees=("form-review-change",)),
    Step(name="limits", presses="button-limits", sees=("form-limits",)),
    Step(name="rule-per-trade", presses="rule-button:rule-max_per_trade", sees=("rule-max_per_trade-hint",)),
    Step(name="rule-refused", says="5%", sees=("refusal-number-unit",)),
    Step(name="limit-set", says="$1.5k", sees=("form-limits",)),
    Step(name="more-rules", presses="button-more-rules", sees=("form-limits",)),
    Step(name="rule-coins", presses="rule-button:rule-allowed", sees=("rule-allowed-hint",)),
    Step(presses="button-back", sees=("form-limits",)),
    Step(presses="button-back", sees=("form-limits",)),
    Step(name="rule-choice", presses="rule-button:rule-leverage_policy", sees=("rule-leverage_policy-hint",)),
    Step(presses="button-back", sees=("form-limits",)),
    Step(name="edited", presses="button-done", sees=("form-review-change",)),
    Step(name="sizing", presses="button-size", sees=("form-sizing",)),
    Step(name="size", presses="button-sizing-fixed_quote", sees=("form-size-fixed_quote",)),
    Step(name="size-refused", says="ten", sees=("refusal-number-form",)),
    Step(name="resume", says="/start", sees=("home-open",)),
    Step(presses="button-resume", sees=("form-review-change",)),
    Step(name="asks-first", presses="button-mode-ask", sees=("form-mode-ask",)),
    Step(name="saved", presses="button-save", sees=("follow-changed",)),
    Step(name="pause", presses="button-follow-pause", sees=("follow-paused",)),
    Step(name="pause-undone", presses="button-undo", sees=("undone",)),
    Step(name="pause-hour", presses="button-follow-pause1", sees=("follow-paused",)),
    Step(presses="button-follow-resume", sees=("follow-resumed",)),
    Step(name="pause-all", says="/pause", sees=("rest-title",)),
    Step(name="paused-all", presses="button-rest-eight", sees=("rest-title", "undo-until")),
    Step(name="resumed-all", says="/resume", sees=("rest-title", "rested-resume")),
    Step(name="stop", says="/stop", sees=("stop-choices",)),
    Step(name="pnl", says="/pnl", sees=("pnl-realized",)),
    Step(name="pnl-all", presses="period-all", sees=("period-all", "pnl-realized")),
    Step(name="curve", presses="button-curve", sees=("picture-curve-caption", "button-theme-light")),
    Step(name="curve-light", presses="button-theme-light", sees=("picture-curve-caption", "button-theme-dark")),
    Step(name="calendar", presses="button-calendar", sees=("picture-month-caption",)),
    Step(name="history", says="/history", sees=("history-title",)),
    Step(name="why-list", says="/why", sees=("why-choose",)),
    Step(name="quality", says="/quality", sees=("quality-title",)),
    Step(name="quality-more", presses="button-quality-more", sees=("quality-means",)),
    Step(says="/leaders", sees=("leaders-title",)),
    Step(presses=LEV.name, sees=("leader-risk",)),
    Step(name="statistics", presses="button-statistics", sees=("statistics-honest",)),
    Step(name="statistics-more", presses="button-more", sees=("statistics-means",)),
    Step(name="status", says="/status", sees=("own-status-title",)),
    Step(name="export", says="/export", sees=("export-ask",)),
    Step(name="export-refused", says="last week", sees=("refusal-period-form",)),
    Step(name="exported", presses="button-export-week", sees=("export-done",)),
    Step(name="accounts", says="/accounts", sees=("accounts-title",)),
    Step(name="account", presses="Binance · mode-paper", sees=("rights-no-key",)),
    Step(name="compare", presses="button-compare", sees=("reconcile-title",)),
    Step(name="connect", says="/connect", sees=("connect-exchange",)),
    Step(name="connect-ways", presses="Bitget", sees=("connect-ways",)),
    Step(name="connect-key", presses="button-add-key", sees=("connect-key",)),
    Step(name="key-refused", says="only-one-part", sees=("refusal-key-parts",)),
    Step(name="cancelled", says="/cancel", sees=("home-title",)),
    Step(name="lead", says="/lead", sees=("lead-needs-key",)),
    Step(name="settings", says="/settings", sees=("settings-title",)),
    Step(name="hours", presses="button-hours", sees=("hours-title",)),
    Step(name="time-zone", presses="button-hours-zone", sees=("hours-ask-zone",)),
    Step(presses="button-back", sees=("hours-title",)),
    Step(name="weekly-digest", presses="button-hours-weekly", sees=("hours-ask-weekly",)),
    Step(presses="button-back", sees=("hours-title",)),
    Step(name="quiet-hours", presses="button-hours-quiet", sees=("hours-ask-quiet",)),
    Step(name="quiet-hours-set", says="22:30-7", sees=("hours-saved", "undo-until")),
    Step(name="quiet-hours-undone", presses="button-undo", sees=("settings-title",)),
    Step(name="help", says="/help", sees=("help-title",)),
    Step(name="unknown-command", says="/moon", sees=("unknown-command",)),
    Step(name="unknown-text", says="when moon?", sees=("unknown-text",)),
)
"""Everything a follower with an open copy can look at; changes nothing but the follow's rules."""

KEY_DOOR: Sequence[Step] = (
    Step(says="/connect", sees=("connect-exchange",)),
    Step(presses="Bitget", sees=("connect-ways",)),
    Step(presses="button-add-key", sees=("connect-key",)),
    Step(name="key-door", presses="button-key-door", sees=("key-door",)),
)
"""Ends at a link to a page outside the chat."""

SECOND_FOLLOW: Sequence[Step] = (
    Step(says="/connect", sees=("connect-exchange",)),
    Step(presses="Bybit", sees=("connect-ways",)),
    Step(name="linked-on-paper", presses="button-paper-now", sees=("account-linked-paper",)),
    Step(says="/leaders", sees=("leaders-title",)),
    Step(presses=LEV.name, sees=("leader-risk",)),
    Step(name="form-account", presses="button-follow", sees=("form-account",)),
    Step(presses="Bybit · mode-paper", sees=("form-sizing",)),
    Step(name="form-share", presses="button-sizing-equity_proportional", sees=("form-size-equity_proportional",)),
    Step(name="form-review", says="0.5x", sees=("form-review",)),
    Step(name="form-preview", presses="button-replay", sees=("replay-title",)),
    Step(presses="button-back", sees=("form-review",)),
    Step(name="follow-second", presses="button-start-follow", sees=("follow-started",)),
    Step(name="follows-two", says="/follows", sees=("follows-title",)),
    Step(name="stop-all", presses="button-stopall", sees=("stop-all-head",)),
    Step(name="stopped-all", presses="button-stop-all-leader_closes", sees=("stopped-all-leader_closes", "undo-until")),
    Step(name="stopped-all-undone", presses="button-undo", sees=("undone",)),
)
"""The long form, on a second account; then an end to everything, taken back."""

OPERATOR: Sequence[Step] = (
    Step(name="admin", says="/admin", sees=("admin-title",)),
    Step(name="people", presses="button-people", sees=("admin-users",)),
    Step(name="person", presses=LEV.name, sees=("person-has", "terms-mean")),
    Step(name="person-changed", presses="button-invite-paper", sees=("person-has", "invite-paper", "button-save")),
    Step(name="house-status", says="/status", sees=("status-title",)),
    Step(name="audit", says="/audit", sees=("audit-title",)),
    Step(name="announce", says="/announce", sees=("announce-ask",)),
    Step(name="announce-preview", says="The bot moves to a new machine on Sunday.", sees=("announce-preview",)),
    Step(name="announced", presses="button-announce-send", sees=("announce-progress",)),
    Step(says="/admin", sees=("admin-title",)),
    Step(name="maintenance", presses="button-admin-maintain", sees=("maintenance-ask",)),
    Step(name="maintained", presses="button-admin-maintainnow", sees=("maintenance-switched-begin",)),
    Step(name="maintained-no-more", presses="button-admin-maintainend", sees=("maintenance-switched-end",)),
    Step(says="/admin", sees=("admin-title",)),
    Step(name="invite-form", presses="button-admin-invite", sees=("invite-title",)),
    Step(name="invite", presses="button-invite-make", sees=("admin-invite",)),
    Step(name="invites", presses="button-invites", sees=("invites-title",)),
)

STRANGER: Sequence[Step] = (
    Step(name="stranger", says="/start", sees=("stranger-hello",)),
    Step(name="stranger-help", says="/help", sees=("help-title",)),
)
