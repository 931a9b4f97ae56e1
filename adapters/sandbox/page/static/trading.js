// Card: a person trades by hand on an exchange; first of all the leader.
import { make } from "./elements.js";
import { card, choice, field, push, refreshWhileOpen, row } from "./kit.js";
import { VENUES, book, trade } from "./world.js";

const READ_MS = 2000;
const COINS = ["BTC", "ETH", "SOL", "XRP", "DOGE"];
const LEADER_VENUE = "binance";
const AMOUNT_DIGITS = 8;
const accounts = new Map();

export function tradingCard() {
  const form = controls();
  const open = make("div", {});
  const details = card("Leader trades", { open: true },
    make("p", { class: "hint" }, "A person trading on the exchange itself. The bot sees the fills and copies them."),
    row(field("Account", form.account), field("Market", form.kind)),
    row(field("Coin", form.base), field("Amount", form.amount), field("In", form.unit)),
    row(field("Leverage", form.leverage), field("Fills", form.slices), make("label", { class: "tick" }, form.reduceOnly, "reduce only")),
    row(push("Buy / long", () => order(form, "buy"), "success wide"), push("Sell / short", () => order(form, "sell"), "danger wide")),
    make("h3", {}, "Open positions of this account"), open);
  refreshWhileOpen(details, () => readAccounts(form, open), READ_MS);
  form.account.addEventListener("change", () => drawPositions(form, open));
  return details;
}

function controls() {
  return {
    account: choice([[`${LEADER_VENUE}|leader@binance`, "leader@binance"]]),
    kind: choice([["perpetual", "perpetual"], ["spot", "spot"]]),
    base: choice(COINS.map((coin) => [coin, coin])),
    amount: make("input", { value: "5000", inputmode: "decimal" }),
    unit: choice([["cost", "USDT"], ["amount", "coins"]]),
    leverage: make("input", { value: "5", inputmode: "numeric" }),
    slices: make("input", { value: "3", inputmode: "numeric", title: "The order fills in so many parts" }),
    reduceOnly: make("input", { type: "checkbox" }),
  };
}

async function order(form, side) {
  const [venue, account] = form.account.value.split("|");
  const isPerpetual = form.kind.value === "perpetual";
  const fields = { account, kind: form.kind.value, base: form.base.value, side, [form.unit.value]: form.amount.value, slices: Number(form.slices.value) || 1 };
  if (isPerpetual && Number(form.leverage.value)) fields.leverage = Number(form.leverage.value);
  if (isPerpetual && form.reduceOnly.checked) fields.reduce_only = true;
  await trade(venue, fields);
  return `${account}: ${side} ${form.amount.value} ${form.unit.value === "cost" ? "USDT of " : ""}${form.base.value}`;
}

async function readAccounts(form, open) {
  const books = await Promise.all(VENUES.map(async (venue) => [venue, await book(venue)]));
  accounts.clear();
  for (const [venue, list] of books) for (const one of list) accounts.set(`${venue}|${one.name}`, one);
  const known = [...form.account.options].map((option) => option.value).join();
  const found = [...accounts.keys()].sort((a, b) => rank(a) - rank(b));
  if (found.length && known !== found.join()) redrawChoice(form.account, found);
  drawPositions(form, open);
}

const rank = (key) => (key.includes("leader") ? 0 : 1);

function redrawChoice(select, keys) {
  const former = select.value;
  select.replaceChildren(...keys.map((key) => make("option", { value: key }, label(key))));
  select.value = keys.includes(former) ? former : keys[0];
}

function label(key) {
  const [venue, name] = key.split("|");
  return name.includes("@") ? name : `${name}@${venue}`;
}

function drawPositions(form, place) {
  const held = accounts.get(form.account.value)?.positions ?? [];
  if (!held.length) {
    place.replaceChildren(make("p", { class: "hint" }, "None."));
    return;
  }
  if (place.contains(document.activeElement)) return;
  place.replaceChildren(...held.map((position) => make("div", {},
    make("div", { class: "account" }, `${position.side} ${position.amount} ${position.base} `, make("small", {}, `entry ${position.entry}`)),
    row(...[25, 40, 100].map((percent) => push(percent === 100 ? "Close all" : `Close ${percent}%`, () => close(form, position, percent), "wide"))))));
}

async function close(form, position, percent) {
  const [venue, account] = form.account.value.split("|");
  const side = position.side === "short" || position.side === "sell" ? "buy" : "sell";
  const amount = percent === 100 ? position.amount : (Number(position.amount) * percent / 100).toFixed(AMOUNT_DIGITS);
  await trade(venue, { account, kind: "perpetual", base: position.base, side, amount, reduce_only: true, slices: 1 });
  return `${account}: closed ${percent} % of ${position.base}`;
}
