// Small makers of elements. Text always goes in as text, never as markup.

export function make(tag, fields = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name, label = null) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  if (label) {
    const title = document.createElementNS(space, "title");
    title.textContent = label;
    svg.append(title);
    svg.setAttribute("role", "img");
  } else svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// Digits a person reads; the books keep more of them.
export function priceText(price) {
  const number = Number(price);
  const digits = number >= 1000 ? 1 : number >= 1 ? 3 : 8;
  return number.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: number >= 1000 ? 1 : 0 });
}

export const byId = (id) => document.getElementById(id);

// Whoever sits in front of the page reads times in their own language, as in their own Telegram.
let spoken = [];

export function speak(language) { spoken = language ? [language === "en" ? "en-GB" : language] : []; }

export const locale = () => spoken;

export function clock(unix) {
  return new Date(unix * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function day(unix) {
  return new Date(unix * 1000).toLocaleDateString(locale(), { day: "numeric", month: "long" });
}
