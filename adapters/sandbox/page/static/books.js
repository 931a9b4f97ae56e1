// Card: what the exchanges themselves have in their books, to compare with what the bot says.
import { make } from "./elements.js";
import { card, refreshWhileOpen } from "./kit.js";
import { VENUES, book } from "./world.js";

const READ_MS = 2000;

export function booksCard() {
  const place = make("div", {});
  const details = card("The exchanges' own books", {}, place);
  refreshWhileOpen(details, async () => {
    try {
      const books = await Promise.all(VENUES.map(async (venue) => [venue, await book(venue)]));
      place.replaceChildren(...books.flatMap(([venue, accounts]) => [make("h3", {}, venue), ...accounts.map(account)]));
    } catch (error) {
      place.replaceChildren(make("p", { class: "hint" }, "The exchanges are not running here."));
      throw error;
    }
  }, READ_MS);
  return details;
}

function account(one) {
  const coins = Object.entries(one.wallets).map(([coin, amount]) => `${amount.toLocaleString("en", { maximumFractionDigits: 4 })} ${coin}`).join(", ");
  return make("div", {},
    make("div", { class: "account" }, one.name, " ", make("small", {}, [coins, one.openOrders ? `${one.openOrders} open orders` : ""].filter(Boolean).join(" · "))),
    one.positions.length ? positions(one.positions) : null);
}

function positions(list) {
  const head = make("tr", {}, make("th", {}, "Position"), make("th", { class: "number" }, "Entry"), make("th", { class: "number" }, "PnL"));
  return make("table", { class: "table" }, make("thead", {}, head), make("tbody", {}, ...list.map(line)));
}

function line(position) {
  const pnl = Number(position.pnl);
  const sign = pnl > 0 ? "+" : "";
  return make("tr", {},
    make("td", {}, `${position.side} ${position.amount} ${position.base}${position.leverage ? ` ${position.leverage}×` : ""}`),
    make("td", { class: "number" }, String(position.entry)),
    make("td", { class: `number ${pnl < 0 ? "minus" : "plus"}` }, position.pnl === "" ? "" : `${sign}${pnl.toFixed(2)}`));
}
