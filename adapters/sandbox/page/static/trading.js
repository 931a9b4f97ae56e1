// Card: a person trades by hand on an exchange; first of all the leader.
import { make, priceText } from "./elements.js";
import { card, choice, field, push, refreshWhileOpen, row } from "./kit.js";
import { books, trade } from "./world.js";

const READ_MS = 2000;
const COINS = ["BTC", "ETH", "SOL", "XRP", "DOGE", "1000PEPE"];
const LEADER = "binance|leader";
const accounts = new Map();

export function tradingCard() {
  const form = controls();
  const held = make("div", {});
  const details = card("Leader trades", { open: true },
    make("p", { class: "hint" }, "A person trading on the exchange itself. The bot sees the fills and copies them."),
    row(field("Account", form.account), field("Market", form.kind)),
    row(field("Coin", form.base), field("Amount", form.amount), field("In", form.unit)),
    row(field("Leverage", form.leverage), field("Fills", form.slices), make("label", { class: "tick" }, form.reduceOnly, "reduce only")),
    row(push("Buy / long", () => order(form, "buy"), "success wide"), push("Sell / short", () => order(form, "sell"), "danger wide")),
    make("h3", {}, "Open positions of this account"), held);
  refreshWhileOpen(details, () => readAccounts(form, held), READ_MS);
  form.account.addEventListener("change", () => drawPositions(form, held));
  return details;
}

function controls() {
  return {
    account: choice([[LEADER, label(LEADER)]], { id: "trade-account" }),
    kind: choice([["perpetual", "perpetual"], ["spot", "spot"]], { id: "trade-kind" }),
    base: choice(COINS.map((coin) => [coin, coin]), { id: "trade-coin" }),
    amount: make("input", { id: "trade-amount", value: "5000", inputmode: "decimal" }),
    unit: choice([["cost", "USDT"], ["amount", "coins"]], { id: "trade-unit" }),
    leverage: make("input", { id: "trade-leverage", value: "5", inputmode: "numeric" }),
    slices: make("input", { id: "trade-fills", value: "3", inputmode: "numeric", title: "The order fills in so many parts" }),
    reduceOnly: make("input", { id: "trade-reduce-only", type: "checkbox" }),
  };
}

async function order(form, side) {
  const [venue, account] = form.account.value.split("|");
  const isPerpetual = form.kind.value === "perpetual";
  const fields = { account, kind: form.kind.value, base: form.base.value, side, [form.unit.value]: form.amount.value, slices: Number(form.slices.value) || 1 };
  if (isPerpetual && Number(form.leverage.value)) fields.leverage = Number(form.leverage.value);
  if (isPerpetual && form.reduceOnly.checked) fields.reduce_only = true;
  const placed = await trade(venue, fields);
  return `${account}: ${side} ${placed.amount} ${form.base.value}, ${placed.status}`;
}

async function readAccounts(form, held) {
  accounts.clear();
  for (const [venue, list] of await books()) for (const one of list) accounts.set(`${venue}|${one.name}`, one);
  const known = [...form.account.options].map((option) => option.value).join();
  const found = [...accounts.keys()].sort((one, other) => rank(one) - rank(other));
  if (known !== found.join()) redrawChoice(form.account, found);
  drawPositions(form, held);
}

const rank = (key) => (key === LEADER ? 0 : 1);
const label = (key) => key.split("|").reverse().join("@");

function redrawChoice(select, keys) {
  const former = select.value;
  select.replaceChildren(...keys.map((key) => make("option", { value: key }, label(key))));
  select.value = keys.includes(former) ? former : keys[0];
}

function drawPositions(form, place) {
  if (place.contains(document.activeElement)) document.activeElement.blur();
  const held = accounts.get(form.account.value)?.positions ?? [];
  place.replaceChildren(...(held.length ? held.map((position) => line(form, position)) : [make("p", { class: "hint" }, "None.")]));
}

function line(form, position) {
  const words = `${position.side} ${position.amount} ${position.base} `;
  return make("div", {},
    make("div", { class: "account" }, words, make("small", {}, `entry ${priceText(position.entry)}, ${position.leverage}×`)),
    row(...[25, 40].map((percent) => push(`Close ${percent}%`, () => close(form, position, part(position, percent)), "wide")),
      push("Close all", () => close(form, position, { close: true }), "wide")));
}

// A part goes as its worth, so that the exchange itself brings it to its amount step.
const part = (position, percent) => ({ cost: (Number(position.amount) * Number(position.mark) * percent / 100).toFixed(6), reduce_only: true });

async function close(form, position, how) {
  const [venue, account] = form.account.value.split("|");
  const fields = { account, kind: "perpetual", base: position.base, side: position.side === "short" ? "buy" : "sell", slices: 1, ...how };
  if (position.position_side !== "net") fields.position_side = position.position_side;
  const placed = await trade(venue, fields);
  return `${account}: closing ${placed.amount} ${position.base}`;
}
