// One message as a bubble with its buttons. Must not know the server: presses and sayings go through `acts`.
import { clock, icon, make } from "./elements.js";
import { deepLink, formatted } from "./entities.js";

export function bubble(message, { mine, group, replied, acts }) {
  const openMenu = (event) => { event.preventDefault(); acts.menu(message, event); };
  const body = make("div", { class: "bubble", oncontextmenu: openMenu },
    group && !mine ? make("span", { class: "sender" }, message.from.name) : null,
    message.forwarded_from ? make("span", { class: "forwarded" }, `Forwarded from ${message.forwarded_from}`) : null,
    replied ? make("span", { class: "quote" }, replied.text || "Picture") : null,
    picture(message), document_(message), other(message),
    make("span", { class: "body" }, formatted(message.text, message.entities, acts)),
    meta(message),
    make("button", { type: "button", class: "more", "aria-label": "Message menu", onclick: openMenu }, "⋯"));
  return make("article", { class: mine ? "message mine" : "message", "data-message": String(message.id) }, body, keys(message, acts));
}

function picture(message) {
  if (!message.photo) return null;
  const { url, width, height } = message.photo;
  return make("img", { class: "photo", src: url, width: String(width), height: String(height), alt: message.text || "Picture" });
}

function document_(message) {
  if (!message.document) return null;
  const { url, name, size } = message.document;
  return make("a", { class: "document", href: url, download: name }, icon("file"),
    make("span", {}, name, make("small", {}, size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KB`)));
}

function other(message) {
  const kinds = Object.keys(message.extra || {});
  return kinds.length ? make("span", { class: "other-kind" }, kinds.join(", ")) : null;
}

function meta(message) {
  const marks = make("span", { class: "meta" });
  if (message.pinned) marks.append(icon("pin", "Pinned"));
  if (message.edited_at) marks.append("edited ");
  if (message.from.is_bot) marks.append(message.silent ? icon("mute", "Sent silently") : icon("bell", "Sent with a sound"));
  marks.append(clock(message.date));
  return marks;
}

function keys(message, acts) {
  if (!message.buttons.length) return null;
  return make("div", { class: "keys" }, ...message.buttons.map((row) =>
    make("div", { class: "keys-row" }, ...row.map((button) => key(message, button, acts)))));
}

function key(message, button, acts) {
  const element = make("button", { type: "button", class: `key ${button.style || ""}`.trim(), disabled: button.disabled }, button.text);
  if (button.copy !== null) element.append(icon("copy", "Copies"));
  if (button.url !== null) element.append(icon("link", "Opens a link"));
  element.addEventListener("click", () => pressed(message, button, element, acts));
  return element;
}

function pressed(message, button, element, acts) {
  const deep = deepLink(button.url);
  if (deep) acts.say(`/start ${deep.payload}`);
  else if (button.url !== null) window.open(button.url, "_blank", "noopener");
  else if (button.copy !== null) acts.copy(button.copy);
  else acts.press(message, button.data, element);
}
