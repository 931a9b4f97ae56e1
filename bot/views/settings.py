"""Settings: language, and how loud each kind of news is. Change nothing."""

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place
from bot.house_presses import LanguagePress, NoisePress
from bot.keyboards import Row, back_to, in_rows, keyboard, open_place, press
from bot.screen import Screen
from bot.texts import Html, Texts, Voice
from core.application.views import FollowerView
from core.domain.follower import DEFAULT_NOISE, URGENT, News, Noise


def settings_screen(voice: Voice, texts: Texts, user: FollowerView) -> Screen:
    languages = [
        press(_marked(texts, code, voice.language), LanguagePress(language=code)) for code in texts.languages()
    ]
    rows: list[Row] = [[_noise_button(voice, news, level_of(user, news))] for news in News]
    text = voice.lines(voice.say("settings-title"), Html(""), voice.say("settings-noise"))
    doors: list[Row] = [[open_place(voice, Place.HOURS)], [back_to(voice, Place.HOME)]]
    return Screen(text=text, keyboard=keyboard(*in_rows(languages, width=3), *rows, *doors))


def level_of(user: FollowerView, news: News) -> Noise:
    return user.noise.get(news, DEFAULT_NOISE[news])


def next_level(news: News, noise: Noise) -> Noise:
    """One press further; urgent news is never off."""
    match noise:
        case Noise.ON:
            return Noise.SILENT
        case Noise.SILENT:
            return Noise.ON if news in URGENT else Noise.OFF
        case Noise.OFF:
            return Noise.ON


def _noise_button(voice: Voice, news: News, noise: Noise) -> InlineKeyboardButton:
    label = voice.plain("noise-button", news=voice.plain(f"news-{news}"), noise=voice.plain(f"noise-{noise}"))
    return press(label, NoisePress(news=news, noise=next_level(news, noise)))


def _marked(texts: Texts, code: str, chosen: str) -> str:
    name = texts.voice(code).plain("language-name")
    return f"• {name}" if code == chosen else name
