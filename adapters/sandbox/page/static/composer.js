// The text box with its command menu, attachments, reply and edit; and the keyboard a bot may put under it.
import { byId, make } from "./elements.js";
import { openChat } from "./store.js";

let context = null;
let acts = null;

export function wireComposer(actions) {
  acts = actions;
  const box = byId("box");
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  box.addEventListener("keydown", onKey);
  box.addEventListener("input", () => { fit(); suggest(); });
  byId("menu").addEventListener("click", () => (byId("commands").hidden ? showCommands(allCommands()) : hideCommands()));
  byId("attach").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", attach);
  byId("context-close").addEventListener("click", clearContext);
  byId("start").addEventListener("click", () => acts.say("/start"));
}

function onKey(event) {
  if (event.key === "Escape") { hideCommands(); clearContext(); }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
}

function submit() {
  const box = byId("box");
  const text = box.value.trim();
  if (!text) return;
  acts.write(text, context);
  box.value = "";
  clearContext();
  hideCommands();
  fit();
}

function fit() {
  const box = byId("box");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 150)}px`;
}

function allCommands() { return openChat()?.commands ?? []; }

function suggest() {
  const typed = byId("box").value;
  const match = /^\/(\w*)$/.exec(typed);
  const found = match ? allCommands().filter(({ command }) => command.startsWith(match[1])) : [];
  if (found.length) showCommands(found); else hideCommands();
}

function showCommands(commands) {
  const rows = commands.map(({ command, description }) => make("button",
    { type: "button", class: "command-row", role: "option", onclick: () => { hideCommands(); byId("box").value = ""; acts.say(`/${command}`); } },
    make("strong", {}, `/${command}`), make("span", {}, description)));
  const list = byId("commands");
  list.replaceChildren(...(rows.length ? rows : [make("div", { class: "command-row" }, make("span", {}, "The bot has set no commands for this chat."))]));
  list.hidden = false;
}

export function hideCommands() { byId("commands").hidden = true; }

export function replyTo(message) { setContext({ kind: "reply", message }, `Reply to: ${message.text.slice(0, 80)}`); }

export function editing(message) {
  setContext({ kind: "edit", message }, "Edit message");
  byId("box").value = message.text;
  fit();
}

function setContext(next, words) {
  context = next;
  byId("context").hidden = false;
  byId("context-text").textContent = words;
  byId("box").focus();
}

function clearContext() {
  if (context?.kind === "edit") byId("box").value = "";
  context = null;
  byId("context").hidden = true;
}

async function attach(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const content = await base64(file);
  const text = byId("box").value.trim();
  byId("box").value = "";
  const isPicture = ["image/png", "image/jpeg"].includes(file.type);
  acts.attach(isPicture ? { photo: content, text } : { document: content, file_name: file.name, mime: file.type || "application/octet-stream", text });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export function drawReplyKeyboard() {
  const rows = openChat()?.reply_keyboard?.keyboard ?? [];
  const place = byId("reply-keyboard");
  place.hidden = !rows.length;
  place.replaceChildren(...rows.map((row) => make("div", { class: "keys-row" }, ...row.map((button) =>
    make("button", { type: "button", class: "key", onclick: () => acts.say(button.text) }, button.text)))));
}
