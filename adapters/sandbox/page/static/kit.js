// What the panel's cards are made of: cards, rows, fields, buttons that report, readings that repeat.
import { byId, make } from "./elements.js";

const NOTE_MS = 6000;
let fading = null;

export function card(title, { open = false } = {}, ...children) {
  return make("details", { class: "card", open }, make("summary", {}, title), ...children);
}

export const row = (...children) => make("div", { class: "row" }, ...children);

export function field(label, control) {
  return make("label", { class: "field" }, label, control);
}

export function choice(options, fields = {}) {
  return make("select", fields, ...options.map(([value, label]) => make("option", { value }, label)));
}

// A button that says in the panel's head how its act went.
export function push(label, act, look = "") {
  const button = make("button", { type: "button", class: `push ${look}`.trim() }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const words = await act();
      note(typeof words === "string" ? words : `${label}: done`, "");
    } catch (error) {
      note(`${label}: ${error.message}`, "bad");
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

export function note(words, look) {
  const place = byId("panel-note");
  place.textContent = words;
  place.title = words;
  place.className = look;
  clearTimeout(fading);
  fading = setTimeout(() => { place.textContent = ""; }, NOTE_MS);
}

// Repeats a reading while its card is open and the page is seen; a failed one waits longer.
export function refreshWhileOpen(details, read, pauseMs) {
  let timer = null;
  const again = async () => {
    clearTimeout(timer);
    if (!details.open) return;
    const isFine = document.hidden ? true : await read().then(() => true, () => false);
    timer = setTimeout(again, isFine ? pauseMs : pauseMs * 5);
  };
  details.addEventListener("toggle", again);
  if (details.open) again();
  return again;
}
