// The chat in the middle: messages, toasts, alerts, typing, pins. Draws what the store holds.
import { byId, day, icon, make } from "./elements.js";
import { bubble } from "./bubbles.js";
import { openChat, person, store, visible } from "./store.js";

const TOAST_MS = 3500;
const TYPING_MS = 5000;
const LEAVE_MS = 240;
let typing = null;

export function drawChat(acts) {
  const chat = openChat();
  const list = byId("messages");
  list.replaceChildren();
  if (!chat) return;
  let lastDay = null;
  for (const message of visible(chat)) {
    if (day(message.date) !== lastDay) list.append(make("div", { class: "day" }, lastDay = day(message.date)));
    place(list, message, asBubble(message, acts));
  }
  const isNew = isUnstarted(chat);
  if (!list.children.length) list.append(emptyNote(chat, isNew));
  byId("start").hidden = !isNew;
  drawHead(chat);
  drawPinned(chat);
  list.scrollTop = list.scrollHeight;
}

function isUnstarted(chat) {
  return chat.type === "private" && !person(store.me)?.started;
}

function emptyNote(chat, isNew) {
  const words = isNew ? `This is ${person(store.me)?.name}'s chat with the bot. Press START to begin.` : "No messages yet.";
  return make("div", { class: "empty" }, words);
}

function asBubble(message, acts) {
  const chat = openChat();
  return bubble(message, {
    mine: message.from.id === store.me,
    group: chat.type !== "private",
    replied: message.reply_to ? chat.messages.get(message.reply_to) : null,
    acts,
  });
}

export function drawMessage(message, acts) {
  const list = byId("messages");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 90;
  const present = list.querySelector(`[data-message="${message.id}"]`);
  if (!present) {
    append(message, acts);
    return;
  }
  const fresh = asBubble(message, acts);
  fresh.classList.add("flash");
  present.replaceWith(fresh);
  drawPinned(openChat());
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

// A message of a new day, or the first of a chat, draws everything anew; any other only itself.
function append(message, acts) {
  const list = byId("messages");
  const days = list.querySelectorAll(".day");
  if (message.deleted || days.length === 0 || days[days.length - 1].textContent !== day(message.date)) {
    drawChat(acts);
    return;
  }
  place(list, message, asBubble(message, acts));
  list.scrollTop = list.scrollHeight;
}

// The pictures of an album stand together, as they were sent.
function place(list, message, element) {
  if (!message.album) { list.append(element); return; }
  const last = list.lastElementChild;
  const isBegun = last?.dataset.album === message.album;
  const album = isBegun ? last : make("div", { class: "album", "data-album": message.album });
  if (!isBegun) list.append(album);
  album.append(element);
}

export function drawDeleted(message, acts) {
  const present = byId("messages").querySelector(`[data-message="${message.id}"]`);
  if (!present) return;
  present.classList.add("leaving");
  setTimeout(() => (openChat() && visible(openChat()).length ? present.remove() : drawChat(acts)), LEAVE_MS);
  drawPinned(openChat());
}

function drawHead(chat) {
  const isPrivate = chat.type === "private";
  byId("title").textContent = isPrivate ? "Tandem" : chat.title;
  stopTyping();
}

function stopTyping() {
  clearTimeout(typing);
  const chat = openChat();
  const me = person(store.me);
  const isPrivate = chat?.type === "private";
  byId("subtitle").textContent = isPrivate ? `bot · you are ${me?.name}${me?.blocked ? " (blocked the bot)" : ""}` : `group · you are ${me?.name}`;
}

export function showTyping(action) {
  const words = { upload_photo: "sending a picture…", upload_document: "sending a file…" };
  byId("subtitle").textContent = words[action] || "typing…";
  clearTimeout(typing);
  typing = setTimeout(stopTyping, TYPING_MS);
}

function drawPinned(chat) {
  const pinned = visible(chat).findLast((message) => message.pinned);
  const bar = byId("pinned");
  bar.hidden = !pinned;
  if (!pinned) return;
  const mark = icon("pin");
  mark.setAttribute("width", "15");
  bar.replaceChildren(mark, pinned.text.split("\n")[0]);
  bar.onclick = () => byId("messages").querySelector(`[data-message="${pinned.id}"]`)?.scrollIntoView({ behavior: "smooth" });
}

// Stays at the newest message when something opens below and takes the room.
export function keepAtEnd() {
  const list = byId("messages");
  let height = list.clientHeight;
  new ResizeObserver(() => {
    const wasAtEnd = list.scrollHeight - list.scrollTop - height < 90;
    height = list.clientHeight;
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
  }).observe(list);
}

export function toast(text, { label = null, act = null } = {}) {
  const note = make("div", { class: "toast" }, text);
  if (label) note.append(make("button", { type: "button", onclick: () => { note.remove(); act(); } }, label));
  byId("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

export function alertBox(text) {
  byId("alert-text").textContent = text;
  const box = byId("alert");
  if (box.open) box.close();
  box.showModal();
}
