// The panel at the side: one card per part of the world. Must not know what the cards do.
import { byId } from "./elements.js";
import { booksCard } from "./books.js";
import { exchangeTroubleCard, telegramTroubleCard } from "./trouble.js";
import { marketCard } from "./market.js";
import { tradingCard } from "./trading.js";

export function wirePanel() {
  const panel = byId("panel");
  byId("panel-open").addEventListener("click", () => panel.classList.toggle("is-open"));
  byId("panel-close").addEventListener("click", () => panel.classList.remove("is-open"));
  byId("panel-body").append(tradingCard(), marketCard(), telegramTroubleCard(), exchangeTroubleCard(), booksCard());
}
