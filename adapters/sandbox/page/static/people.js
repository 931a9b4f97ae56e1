// The people and groups at the side, with what they have not read. Must not open chats by itself.
import { byId, make } from "./elements.js";
import { store } from "./store.js";

export function drawPeople(choose) {
  const current = (chatId) => String(store.chatId === chatId);
  byId("people").replaceChildren(...store.people.map((one) => entry({
    hue: (one.id * 67) % 360, name: one.name, role: roleOf(one), chat: store.chats.get(one.id),
    current: current(one.id), mark: ["data-user", one.id], choose: () => choose(one.id, one.id),
  })));
  const groups = [...store.chats.values()].filter((chat) => chat.type !== "private");
  byId("groups").hidden = !groups.length;
  byId("groups").replaceChildren(...groups.map((chat) => entry({
    hue: 200, name: chat.title, role: "group", chat,
    current: current(chat.id), mark: ["data-group", chat.id], choose: () => choose(store.me, chat.id),
  })));
  const loud = [...store.chats.values()].reduce((sum, chat) => sum + (chat.loud ? chat.unread : 0), 0);
  document.title = loud ? `(${loud}) Tandem sandbox` : "Tandem sandbox";
}

function roleOf(one) {
  const state = one.blocked ? " · blocked the bot" : "";
  return `${one.role} · ${one.language}${state}`;
}

function entry({ hue, name, role, chat, current, mark, choose }) {
  const face = make("span", { class: "avatar", "aria-hidden": "true" }, name.slice(0, 1));
  face.style.setProperty("--hue", hue);
  const badge = chat?.unread
    ? make("span", { class: chat.loud ? "badge" : "badge quiet", "aria-label": `${chat.unread} unread` }, String(chat.unread))
    : null;
  return make("li", {}, make("button", { type: "button", class: "person", "aria-current": current, [mark[0]]: String(mark[1]), onclick: choose },
    face, make("span", {}, make("span", { class: "person-name" }, name), make("span", { class: "person-role" }, role)), badge));
}
