"""The table of contents: every Bot API method this sandbox plays, and the function that plays it.

Must not contain behaviour; what is missing here is answered 501, never with a fake success.
"""

from collections.abc import Callable
from typing import TypeVar

from aiogram import methods

from adapters.sandbox.telegram import editing, profile, receiving, sending
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.incoming import Call, Uploads

Act = Callable[[ChatWorld, Call, Uploads], object]
Kind = TypeVar("Kind")


def _played(kind: type[Kind], act: Callable[[ChatWorld, Kind, Uploads], object]) -> tuple[type[Kind], Act]:
    def play(world: ChatWorld, call: Call, uploads: Uploads) -> object:
        if not isinstance(call, kind):
            raise TypeError(f"{kind.__name__} expected")
        return act(world, call, uploads)

    return kind, play


EMULATED: dict[type, Act] = dict(
    (
        _played(methods.GetMe, profile.get_me),
        _played(methods.GetChat, profile.get_chat),
        _played(methods.GetChatMember, profile.get_chat_member),
        _played(methods.GetFile, profile.get_file),
        _played(methods.AnswerCallbackQuery, profile.answer_callback_query),
        _played(methods.SetMyCommands, profile.set_my_commands),
        _played(methods.GetMyCommands, profile.get_my_commands),
        _played(methods.DeleteMyCommands, profile.delete_my_commands),
        _played(methods.SetMyName, profile.set_my_name),
        _played(methods.GetMyName, profile.get_my_name),
        _played(methods.SetMyDescription, profile.set_my_description),
        _played(methods.GetMyDescription, profile.get_my_description),
        _played(methods.SetMyShortDescription, profile.set_my_short_description),
        _played(methods.GetMyShortDescription, profile.get_my_short_description),
        _played(methods.SetChatMenuButton, profile.set_chat_menu_button),
        _played(methods.GetChatMenuButton, profile.get_chat_menu_button),
        _played(methods.SendMessage, sending.send_message),
        _played(methods.SendPhoto, sending.send_photo),
        _played(methods.SendDocument, sending.send_document),
        _played(methods.SendMediaGroup, sending.send_media_group),
        _played(methods.SendChatAction, sending.send_chat_action),
        _played(methods.CopyMessage, sending.copy_message),
        _played(methods.ForwardMessage, sending.forward_message),
        _played(methods.EditMessageText, editing.edit_message_text),
        _played(methods.EditMessageCaption, editing.edit_message_caption),
        _played(methods.EditMessageMedia, editing.edit_message_media),
        _played(methods.EditMessageReplyMarkup, editing.edit_message_reply_markup),
        _played(methods.DeleteMessage, editing.delete_message),
        _played(methods.DeleteMessages, editing.delete_messages),
        _played(methods.PinChatMessage, editing.pin_chat_message),
        _played(methods.UnpinChatMessage, editing.unpin_chat_message),
        _played(methods.UnpinAllChatMessages, editing.unpin_all_chat_messages),
        _played(methods.SetWebhook, receiving.set_webhook),
        _played(methods.DeleteWebhook, receiving.delete_webhook),
        _played(methods.GetWebhookInfo, receiving.get_webhook_info),
    )
)
