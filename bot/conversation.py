"""aiogram's conversation storage over the durable ConversationStore, so that a form survives a restart. No locks."""

from collections.abc import Mapping

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from core.application.chat_ports import ConversationStore


class ConversationStorage(BaseStorage):
    """Reads and writes are one row; the event isolation keeps one person's updates apart."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        _, values = await self._store.load(name_of(key))
        await self._store.save(name_of(key), state.state if isinstance(state, State) else state, values=values)

    async def get_state(self, key: StorageKey) -> str | None:
        state, _ = await self._store.load(name_of(key))
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, object]) -> None:
        state, _ = await self._store.load(name_of(key))
        await self._store.save(name_of(key), state, values=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, object]:
        _, values = await self._store.load(name_of(key))
        return dict(values)

    async def close(self) -> None:
        """The store belongs to who made it."""


def name_of(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.destiny}"
