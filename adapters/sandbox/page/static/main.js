// The page: puts people, chat, composer and panel together and follows the world's events.
import { follow, post } from "./api.js";
import { byId, make, speak } from "./elements.js";
import { drawReplyKeyboard, editing, hideCommands, replyTo, wireComposer } from "./composer.js";
import { drawPeople } from "./people.js";
import { wirePanel } from "./panel.js";
import { keep, markRead, openChat, person, readAll, readChat, store } from "./store.js";
import { alertBox, drawChat, drawDeleted, drawMessage, keepAtEnd, showTyping, toast } from "./talk.js";

const WAIT_FOR_ANSWER_MS = 15000;

const acts = {
  say: (text) => send({ text }),
  write: (text, context) => {
    if (context?.kind === "edit") return send({ text, edit: context.message.id });
    return send({ text, reply_to: context?.message.id });
  },
  attach: (fields) => send(fields),
  copy: async (text) => {
    await navigator.clipboard?.writeText(text).catch(() => {});
    toast("Copied to the clipboard");
  },
  press: async (message, data, element) => {
    element.classList.add("waiting");
    setTimeout(() => element.classList.remove("waiting"), WAIT_FOR_ANSWER_MS);
    await tried(() => post("/control/telegram/press", { user: store.me, chat: message.chat, message: message.id, data }));
  },
  menu: (message, event) => showMessageMenu(message, event),
};

async function tried(act) {
  try {
    return await act();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

function send(fields) {
  hideCommands();
  return tried(() => post("/control/telegram/send", { user: store.me, chat: store.chatId, ...fields }));
}

function choose(userId, chatId) {
  store.me = userId;
  store.chatId = chatId;
  history.replaceState(null, "", `#${userId}${chatId === userId ? "" : `:${chatId}`}`);
  draw();
  byId("box").focus({ preventScroll: true });
}

function draw() {
  speak(person(store.me)?.language);
  markRead();
  drawPeople(choose);
  drawChat(acts);
  drawReplyKeyboard();
}

function showMessageMenu(message, event) {
  const menu = byId("message-menu");
  const mine = message.from.id === store.me;
  const items = [["Reply", () => replyTo(message)]];
  if (message.text) items.push(["Copy text", () => acts.copy(message.text)]);
  if (mine && !message.photo && !message.document) items.push(["Edit", () => editing(message)]);
  items.push(["Delete", () => tried(() => post("/control/telegram/delete", { user: store.me, chat: message.chat, message: message.id }))]);
  menu.replaceChildren(...items.map(([label, act]) => make("button", { type: "button", role: "menuitem", onclick: () => { menu.hidden = true; act(); } }, label)));
  menu.hidden = false;
  menu.style.left = `${Math.min(event.clientX, innerWidth - menu.offsetWidth - 8)}px`;
  menu.style.top = `${Math.min(event.clientY, innerHeight - menu.offsetHeight - 8)}px`;
}

const hears = {
  message: ({ message }) => {
    keep(message);
    if (message.chat === store.chatId) drawMessage(message, acts);
    else if (message.from.is_bot) countUnread(message);
    if (message.from.is_bot && message.chat === store.chatId) refreshKeyboard(message.chat);
  },
  edited: ({ message }) => changed(message, drawMessage),
  pinned: ({ message }) => changed(message, drawMessage),
  unpinned: ({ message }) => changed(message, drawMessage),
  deleted: ({ message }) => changed(message, drawDeleted),
  action: ({ chat, action }) => { if (chat === store.chatId) showTyping(action); },
  answered: ({ press }) => showAnswer(press),
  users: () => refreshPeople(),
  chats: () => restart(),
  commands: () => refreshAll(),
  faults: () => document.dispatchEvent(new CustomEvent("telegram-faults")),
  reset: () => restart(),
};

function changed(message, redraw) {
  keep(message);
  if (message.chat === store.chatId) redraw(message, acts);
}

function countUnread(message) {
  const chat = store.chats.get(message.chat);
  if (!chat) return;
  chat.unread += 1;
  chat.loud ||= !message.silent;
  drawPeople(choose);
  const owner = person(message.chat);
  if (!message.silent && owner) {
    toast(`${owner.name}: ${message.text.split("\n")[0].slice(0, 60)}`, { label: "Open", act: () => choose(owner.id, owner.id) });
  }
}

async function refreshKeyboard(chatId) {
  await readChat(chatId);
  drawReplyKeyboard();
}

function showAnswer(press) {
  const element = byId("messages").querySelector(".key.waiting");
  element?.classList.remove("waiting");
  if (press.user !== store.me || !press.answer.text) return;
  if (press.answer.alert) alertBox(press.answer.text); else toast(press.answer.text);
}

async function refreshPeople() {
  const chatId = store.chatId;
  await readAll();
  if (chatId === store.chatId) draw();
}

async function refreshAll() {
  await Promise.all([...store.chats.keys()].map(readChat));
}

async function restart() {
  store.chats.clear();
  await readAll();
  if (!openChat()) Object.assign(store, { me: store.people[0]?.id, chatId: store.people[0]?.id });
  draw();
}

function wireTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => { document.documentElement.dataset.theme = localStorage.getItem("theme") || (dark.matches ? "dark" : "light"); };
  dark.addEventListener("change", show);
  byId("theme").addEventListener("click", () => {
    localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  show();
}

async function begin() {
  wireTheme();
  wireComposer(acts);
  wirePanel();
  keepAtEnd();
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest("#message-menu, .more")) byId("message-menu").hidden = true;
    if (!target.closest("#commands, #composer")) hideCommands();
  });
  const [user, chat] = location.hash.slice(1).split(":").map(Number);
  const seq = await readAll();
  if (person(user)) Object.assign(store, { me: user, chatId: store.chats.has(chat) ? chat : user });
  draw();
  follow(seq, {
    onEvent: (event) => hears[event.kind]?.(event),
    onLink: (isUp) => { byId("link").hidden = isUp; },
  });
}

begin();
