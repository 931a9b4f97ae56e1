"""The second screen of copy quality: where the time went, why not everything was copied. Computes nothing."""

from bot.callbacks import QualityPress
from bot.keyboards import back, keyboard
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.quality import columns, heading, is_anything_known, quality_title
from core.application.quality_queries import QualityView
from core.domain.copy_quality import Spread, Stage, Verdict

REASONS_SHOWN = 2


def quality_more_screen(voice: Voice, view: QualityView) -> Screen:
    text = voice.lines(
        quality_title(voice, view),
        *((_delays(voice, view), _reasons(voice, view)) if is_anything_known(view) else [voice.say("quality-empty")]),
        voice.say("quality-means"),
    )
    first = QualityPress(leader_id=view.leader_id, period=view.period)
    return Screen(text=text, keyboard=keyboard([back(voice, first)]))


def _delays(voice: Voice, view: QualityView) -> Html | None:
    """Without the whole, which stands on the first screen."""
    parts = [_delay(voice, stage, found) for stage, found in view.delays.items() if stage is not Stage.WHOLE]
    return voice.table([heading(voice, voice.plain("quality-column-stage")), *parts]) if parts else None


def _delay(voice: Voice, stage: Stage, found: Spread) -> str:
    seconds = voice.figures.seconds
    return columns(voice.plain(f"stage-{stage}"), seconds(found.median), seconds(found.nine_tenths))


def _reasons(voice: Voice, view: QualityView) -> Html | None:
    shown = view.reasons[:REASONS_SHOWN]
    if not shown:
        return None
    said = [voice.say("quality-reason", reason=_reason(voice, verdict), count=count) for verdict, count in shown]
    return voice.say("quality-reasons", reasons=Html("; ".join(said)))


def _reason(voice: Voice, verdict: Verdict) -> Html:
    """As a skip or a failure is told elsewhere, without its stop."""
    key = f"skip-{verdict.skip}" if verdict.skip else f"failure-{verdict.failure}"
    return Html(voice.say_known(key, "quality-reason-other").rstrip("."))
