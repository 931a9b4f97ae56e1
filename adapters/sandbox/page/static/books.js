// Card: what the exchanges themselves have in their books, to compare with what the bot says.
import { make, priceText } from "./elements.js";
import { card, refreshWhileOpen } from "./kit.js";
import { books, holdings } from "./world.js";

const READ_MS = 2000;

export function booksCard() {
  const place = make("div", {});
  const details = card("The exchanges' own books", {}, place);
  refreshWhileOpen(details, async () => {
    try {
      const all = await books();
      place.replaceChildren(...all.flatMap(([venue, accounts]) => [make("h3", {}, venue), ...accounts.map(account)]));
    } catch (error) {
      place.replaceChildren(make("p", { class: "hint" }, "The exchanges are not running here."));
      throw error;
    }
  }, READ_MS);
  return details;
}

function account(one) {
  const waiting = one.open_orders.length ? `${one.open_orders.length} open orders` : "";
  return make("div", {},
    make("div", { class: "account" }, one.name, " ", make("small", {}, [holdings(one.wallets), waiting].filter(Boolean).join(" · "))),
    one.positions.length ? positions(one.positions) : null);
}

function positions(list) {
  const head = make("tr", {}, make("th", {}, "Position"), make("th", { class: "number" }, "Entry"), make("th", { class: "number" }, "PnL"));
  return make("table", { class: "table" }, make("thead", {}, head), make("tbody", {}, ...list.map(line)));
}

function line(position) {
  const pnl = Number(position.unrealised_pnl);
  const sign = pnl > 0 ? "+" : "";
  return make("tr", {},
    make("td", {}, `${position.side} ${position.amount} ${position.base} ${position.leverage}×`),
    make("td", { class: "number" }, priceText(position.entry)),
    make("td", { class: `number ${pnl < 0 ? "minus" : "plus"}` }, `${sign}${pnl.toFixed(2)}`));
}
