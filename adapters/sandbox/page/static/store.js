// What the page knows: people, chats and their messages. Must not touch the document.
import { get } from "./api.js";

export const store = {
  people: [],
  chats: new Map(),
  me: null,
  chatId: null,
};

export const person = (id) => store.people.find((one) => one.id === id);
export const openChat = () => store.chats.get(store.chatId);

// Read everything anew; answers the number of the last event this picture contains.
export async function readAll() {
  store.people = await get("/control/telegram/users");
  const chats = await get("/control/telegram/chats");
  let seq = Infinity;
  for (const chat of chats) seq = Math.min(seq, (await readChat(chat.id)).seq);
  store.me ??= store.people[0]?.id ?? null;
  store.chatId ??= store.me;
  return Number.isFinite(seq) ? seq : 0;
}

export async function readChat(id) {
  const full = await get(`/control/telegram/chats/${id}`);
  const former = store.chats.get(id);
  const messages = new Map(full.messages.map((message) => [message.id, message]));
  store.chats.set(id, { ...full, messages, unread: former ? former.unread : unreadIn(full.messages), loud: former?.loud ?? false });
  return full;
}

// What arrived since the person last wrote counts as unread when the page opens.
function unreadIn(messages) {
  const mine = messages.findLastIndex((message) => !message.from.is_bot);
  return messages.slice(mine + 1).filter((message) => !message.deleted).length;
}

export function keep(message) {
  store.chats.get(message.chat)?.messages.set(message.id, message);
}

export function visible(chat) {
  return [...chat.messages.values()].filter((message) => !message.deleted).sort((a, b) => a.id - b.id);
}

export function markRead() {
  const chat = openChat();
  if (chat) Object.assign(chat, { unread: 0, loud: false });
}
