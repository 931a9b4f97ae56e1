// Card: prices with their last minute, moves by hand, pause and speed, funding.
import { make, priceText } from "./elements.js";
import { card, choice, field, push, refreshWhileOpen, row } from "./kit.js";
import { fund, market, runMarket, setPrice } from "./world.js";

const KEPT_PRICES = 60;
const READ_MS = 1000;
const trails = new Map();
let chosen = "BTC";
let latest = [];

export function marketCard() {
  const list = make("div", {});
  const hint = make("p", { class: "hint" }, "Reading prices…");
  const price = make("input", { inputmode: "decimal", "aria-label": "New price" });
  const run = push("Pause", toggle, "wide");
  async function toggle() {
    const { running } = await runMarket(run.textContent !== "Pause", Number(speed.value));
    run.textContent = running ? "Pause" : "Run";
    return running ? "The market runs" : "The market stands still";
  }
  const speed = choice([["1", "speed 1×"], ["10", "speed 10×"], ["60", "speed 60×"]], { "aria-label": "Speed", class: "grow", onchange: () => runMarket(true, Number(speed.value)) });
  const details = card("Market", { open: true }, hint, list,
    make("div", { class: "thirds" }, ...[-10, -2, -0.5, 0.5, 2, 10].map((percent) => push(`${percent > 0 ? "+" : "−"}${Math.abs(percent)}%`, () => move(percent)))),
    row(field("Price of the chosen coin", price), push("Set", () => setPrice(chosen, price.value))),
    row(run, speed),
    row(field("Funding rate, %", make("input", { id: "funding", value: "0.01", inputmode: "decimal" })), push("Charge funding", charge)));
  refreshWhileOpen(details, async () => {
    try {
      const state = await market();
      remember(state.prices);
      hint.textContent = "Pick a coin, then move it.";
      list.replaceChildren(...state.prices.map((one) => line(one, list)));
      run.textContent = state.isRunning ? "Pause" : "Run";
    } catch (error) {
      hint.textContent = "The exchanges are not running here.";
      throw error;
    }
  }, READ_MS);
  return details;
}

function remember(prices) {
  latest = prices;
  for (const { base, price } of prices) {
    const trail = trails.get(base) ?? [];
    trail.push(Number(price));
    trails.set(base, trail.slice(-KEPT_PRICES));
  }
}

function line({ base, price }, list) {
  const choose = () => {
    chosen = base;
    for (const one of list.children) one.setAttribute("aria-pressed", String(one.dataset.base === base));
  };
  return make("button", { type: "button", class: "price", "data-base": base, "aria-pressed": String(base === chosen), onclick: choose },
    make("b", {}, base), make("span", {}, priceText(price)), spark(trails.get(base)));
}

function spark(trail) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const lineOf = document.createElementNS(space, "polyline");
  const low = Math.min(...trail);
  const span = Math.max(...trail) - low || 1;
  if (trail.length > 1) lineOf.setAttribute("points", trail.map((price, index) => `${(index / Math.max(trail.length - 1, 1)) * 62 + 1},${20 - ((price - low) / span) * 18}`).join(" "));
  svg.setAttribute("viewBox", "0 0 64 22");
  svg.setAttribute("aria-hidden", "true");
  svg.append(lineOf);
  return svg;
}

// Whole price steps are the engine's business; eight significant digits are finer than any of them.
async function move(percent) {
  const present = latest.find(({ base }) => base === chosen);
  if (!present) throw new Error("no price yet");
  const moved = Number(present.price) * (1 + percent / 100);
  const digits = Math.max(0, 8 - Math.ceil(Math.log10(moved)));
  await setPrice(chosen, moved.toFixed(Math.min(digits, 12)));
  return `${chosen} moved by ${percent} %`;
}

async function charge() {
  const percent = Number(document.getElementById("funding").value);
  await fund((percent / 100).toFixed(8));
}
