"""What waits to be sent: urgent first, chats in turn, newest state of a subject only, never too much. Sends nothing.

Chats take turns, so that looking for the next one costs the same however much waits.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.parcels import Parcel, Priority, merged

Queue = dict[int, dict[str, Parcel]]
"""By chat, then by subject; both in the order in which they are served."""


@dataclass(slots=True)
class Backlog:
    """Invariant: at most one parcel per subject and chat waits. `most_infos` per chat and `most` in all are bounds."""

    most_infos: int = 5
    most: int = 10_000
    _queues: dict[Priority, Queue] = field(init=False)
    _infos: Counter[int] = field(init=False, default_factory=Counter)
    _count: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._queues = {priority: {} for priority in Priority}

    def __len__(self) -> int:
        return self._count

    def put(self, parcel: Parcel) -> None:
        """What waited under the same key is replaced, never its urgency."""
        waiting = self.take(parcel.chat_id, parcel.subject)
        self._add(parcel if waiting is None else merged(waiting, parcel))

    def put_back(self, parcel: Parcel) -> None:
        """To the front, unless a newer state came meanwhile."""
        newer = self.take(parcel.chat_id, parcel.subject)
        kept = parcel if newer is None else merged(parcel, newer)
        self._add(kept)
        queue = self._queues[kept.priority]
        lane = queue.pop(kept.chat_id)
        del lane[kept.subject]
        self._queues[kept.priority] = {kept.chat_id: {kept.subject: kept, **lane}, **queue}

    def take(self, chat_id: int, subject: str) -> Parcel | None:
        for queue in self._queues.values():
            if subject in queue.get(chat_id, {}):
                return self._remove(queue, chat_id, subject=subject)
        return None

    def heads(self) -> Iterator[Parcel]:
        """The next one of every chat, urgent ones first. Stop iterating before anything is changed."""
        for queue in self._queues.values():
            for lane in queue.values():
                yield next(iter(lane.values()))

    def serve(self, parcel: Parcel) -> None:
        """It goes on its way; its chat's turn is over."""
        queue = self._queues[parcel.priority]
        self._remove(queue, parcel.chat_id, subject=parcel.subject)
        if parcel.chat_id in queue:
            queue[parcel.chat_id] = queue.pop(parcel.chat_id)

    def drop_chat(self, chat_id: int) -> None:
        for queue in self._queues.values():
            for subject in list(queue.get(chat_id, {})):
                self._remove(queue, chat_id, subject=subject)

    def shed(self, chat_id: int, *, stands: Callable[[Parcel], bool]) -> Iterator[Parcel]:
        """Beyond the bound of this chat all its infos but those whose card stands; beyond that of all, the oldest."""
        infos = self._queues[Priority.NEWS]
        if self._infos[chat_id] > self.most_infos:
            for parcel in [parcel for parcel in infos[chat_id].values() if not stands(parcel)]:
                yield self._remove(infos, chat_id, subject=parcel.subject)
        while self._count > self.most and infos:
            crowded = chat_id if self._infos[chat_id] else next(iter(infos))
            yield self._remove(infos, crowded, subject=next(iter(infos[crowded])))

    def _add(self, parcel: Parcel) -> None:
        self._queues[parcel.priority].setdefault(parcel.chat_id, {})[parcel.subject] = parcel
        self._count += 1
        self._infos[parcel.chat_id] += parcel.priority is Priority.NEWS

    def _remove(self, queue: Queue, chat_id: int, *, subject: str) -> Parcel:
        lane = queue[chat_id]
        parcel = lane.pop(subject)
        if not lane:
            del queue[chat_id]
        self._count -= 1
        self._infos[chat_id] -= parcel.priority is Priority.NEWS
        if not self._infos[chat_id]:
            del self._infos[chat_id]
        return parcel
