// Cards: break Telegram, break an exchange, and heal both.
import { get, post, remove } from "./api.js";
import { make } from "./elements.js";
import { card, choice, field, push, refreshWhileOpen, row } from "./kit.js";
import { person, store } from "./store.js";
import { VENUES, exchangeFaults, healExchanges, plantFault } from "./world.js";

const READ_MS = 3000;
const LASTING = 1_000_000;

const TELEGRAM_TROUBLE = [
  ["429 once", { kind: "too_many_requests", times: 1, retry_after: 5 }],
  ["429 for 15 s", { kind: "too_many_requests", lasts_s: 15 }],
  ["Outage", { kind: "outage" }],
  ["Silence", { kind: "hang" }],
  ["Slow by 3 s", { kind: "slow", delay_s: 3, lasts_s: 60 }],
  ["Lose one answer", { kind: "accept_then_drop", times: 1, method: "sendMessage" }],
];

export function telegramTroubleCard() {
  const active = make("div", {});
  const details = card("Break Telegram", {},
    row(...TELEGRAM_TROUBLE.map(([label, fault]) => push(label, () => post("/control/telegram/faults", fault)))),
    row(push("Block or unblock the bot as this person", toggleBlock, "wide")),
    row(push("Put the bot into a group with this person", foundGroup, "wide")),
    make("h3", {}, "In force"), active,
    row(push("Heal Telegram", () => remove("/control/telegram/faults"), "success wide")));
  const again = refreshWhileOpen(details, async () => {
    const faults = await get("/control/telegram/faults");
    active.replaceChildren(...(faults.length ? faults.map(planted) : [make("p", { class: "hint" }, "Nothing. Telegram is well.")]));
  }, READ_MS);
  document.addEventListener("telegram-faults", again);
  return details;
}

function planted(fault) {
  const words = [fault.kind.replaceAll("_", " "), fault.method, `hit ${fault.hits}×`].filter(Boolean).join(" · ");
  return make("div", { class: "fault" }, words,
    make("button", { type: "button", onclick: () => remove(`/control/telegram/faults/${fault.id}`) }, "Lift"));
}

async function toggleBlock() {
  const me = person(store.me);
  await post("/control/telegram/users", { id: me.id, blocked: !me.blocked });
  return me.blocked ? `${me.name} unblocked the bot` : `${me.name} blocked the bot`;
}

async function foundGroup() {
  const { title } = await post("/control/telegram/chats", { title: "Traders", founder: store.me });
  return `${title}: everybody may write there`;
}

const EXCHANGE_TROUBLE = [
  ["drop_after", "Order taken, answer lost", "order.create"],
  ["drop_before", "Order lost on the way", "order.create"],
  ["status_html", "502 page instead of an answer", "order.create"],
  ["native_code_after", "Order taken, error answered", "order.create"],
  ["native_code_before", "Order refused with an error", "order.create"],
  ["delay_after", "Answer 5 s late", "order.create"],
  ["rate_limited", "Too many requests", "*"],
  ["refuse_connections", "Nobody answers", "*"],
  ["stream_drop", "Stream cut", "stream"],
  ["stream_silent", "Stream says nothing", "stream"],
  ["stream_duplicate", "Stream repeats itself", "stream"],
  ["stream_gap", "Stream loses events", "stream"],
];

export function exchangeTroubleCard() {
  const venue = choice([...VENUES.map((name) => [name, name]), ["*", "all three"]]);
  const kind = choice(EXCHANGE_TROUBLE.map(([name, label]) => [name, label]));
  const times = choice([["1", "once"], ["3", "3 times"], [String(LASTING), "until healed"]]);
  const active = make("div", {});
  const details = card("Break an exchange", {},
    row(field("Exchange", venue), field("How often", times)),
    row(field("What goes wrong", kind)),
    row(push("Break it", () => breakExchange(venue.value, kind.value, Number(times.value)), "danger wide"),
      push("Heal all", healExchanges, "success wide")),
    make("h3", {}, "In force"), active);
  refreshWhileOpen(details, async () => {
    const faults = await exchangeFaults();
    active.replaceChildren(...(faults.length ? faults.map(plantedAt) : [make("p", { class: "hint" }, "Nothing. The exchanges are well.")]));
  }, READ_MS);
  return details;
}

function plantedAt(fault) {
  const often = fault.left > LASTING / 2 ? "until healed" : `${fault.left} left`;
  return make("div", { class: "fault" }, `${fault.venue === "*" ? "all" : fault.venue} · ${fault.kind.replaceAll("_", " ")} · ${often}`,
    make("button", { type: "button", onclick: () => remove(`/control/faults/${fault.id}`) }, "Lift"));
}

async function breakExchange(venue, kind, times) {
  const [, label, operation] = EXCHANGE_TROUBLE.find(([name]) => name === kind);
  const fault = { venue, kind, operation, times };
  if (kind === "delay_after") fault.delay_s = 5;
  await plantFault(fault);
  return `${venue}: ${label.toLowerCase()}`;
}
