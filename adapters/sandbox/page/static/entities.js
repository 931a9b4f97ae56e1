// Text with entities as nested elements. Offsets count UTF-16 units, as strings do here. Must not use innerHTML.
import { locale, make } from "./elements.js";

export function formatted(text, entities, acts) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return render(text, sorted, 0, text.length, acts);
}

function render(text, entities, start, end, acts) {
  const parts = document.createDocumentFragment();
  let position = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < position) { rest = others; continue; }
    const inner = others.filter((other) => other.offset + other.length <= stop);
    rest = others.filter((other) => other.offset >= stop);
    const isBlock = BLOCKS.has(entity.type);
    const before = text.slice(position, entity.offset);
    parts.append(isBlock ? before.replace(/\n$/, "") : before);
    parts.append(wrap(entity, text.slice(entity.offset, stop), render(text, inner, entity.offset, stop, acts), acts));
    position = isBlock && text[stop] === "\n" ? stop + 1 : stop;
  }
  parts.append(text.slice(position, end));
  return parts;
}

// These stand on lines of their own: the line breaks around them are not drawn again.
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s" };

function wrap(entity, raw, inner, acts) {
  if (PLAIN[entity.type]) return make(PLAIN[entity.type], {}, inner);
  switch (entity.type) {
    case "code": return make("code", { title: "Copy", onclick: () => acts.copy(raw) }, inner);
    case "pre": return make("pre", {}, inner);
    case "spoiler": return make("span", { class: "spoiler", onclick: (event) => event.currentTarget.classList.add("shown") }, inner);
    case "blockquote": return make("blockquote", {}, inner);
    case "expandable_blockquote": return make("blockquote", { class: "folded", onclick: (event) => event.currentTarget.classList.toggle("folded") }, inner);
    case "bot_command": return make("button", { type: "button", class: "command", onclick: () => acts.say(raw) }, inner);
    case "url": return link(raw, inner, acts);
    case "text_link": return link(entity.url, inner, acts);
    case "mention": case "hashtag": case "cashtag": case "text_mention": return make("a", {}, inner);
    case "date_time": return moment(entity, inner);
    default: return make("span", {}, inner);
  }
}

// A link to the bot itself is a deep link: opening it sends /start with its payload.
export function deepLink(url) {
  const match = /^(?:https?:\/\/)?t\.me\/(\w+)\?start(?:app)?=([\w-]{1,64})$/.exec(url || "");
  return match ? { bot: match[1], payload: match[2] } : null;
}

function link(url, inner, acts) {
  const deep = deepLink(url);
  if (deep) return make("button", { type: "button", class: "command", onclick: () => acts.say(`/start ${deep.payload}`) }, inner);
  const safe = /^https?:\/\//i.test(url) ? url : null;
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, inner);
}

const SHAPES = {
  t: { timeStyle: "short", hourCycle: "h23" }, T: { timeStyle: "medium", hourCycle: "h23" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
};

function moment(entity, fallback) {
  const at = new Date(entity.unix_time * 1000);
  const shape = entity.date_time_format || "";
  const time = make("time", { datetime: at.toISOString(), title: at.toLocaleString(locale()) });
  if (shape.includes("r")) {
    time.dataset.relative = entity.unix_time;
    time.textContent = relative(entity.unix_time);
  } else if (shape) time.textContent = absolute(at, shape);
  else time.append(fallback);
  return time;
}

function absolute(at, shape) {
  const pieces = [];
  if (shape.includes("w")) pieces.push(at.toLocaleDateString(locale(), { weekday: "long" }));
  for (const letter of ["d", "D"]) if (shape.includes(letter)) pieces.push(at.toLocaleDateString(locale(), SHAPES[letter]));
  for (const letter of ["t", "T"]) if (shape.includes(letter)) pieces.push(at.toLocaleTimeString(locale(), SHAPES[letter]));
  return pieces.join(", ");
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
function relative(unix) {
  const seconds = Math.round(unix - Date.now() / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) || UNITS[3];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    time.textContent = relative(Number(time.dataset.relative));
  }
}, 1000);
