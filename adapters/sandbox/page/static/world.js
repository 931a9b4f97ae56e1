// The exchanges' side of the world: reads and orders through /control. No document here.
import { get, post, remove } from "./api.js";

export const VENUES = ["binance", "bybit", "bitget"];

export async function market() {
  const { prices, running, speed } = await get("/control/market");
  return { prices: Object.entries(prices).map(([base, price]) => ({ base, price })), isRunning: running, speed };
}

export const setPrice = (base, price) => post("/control/market/price", { base, price });
export const runMarket = (running, speed) => post("/control/market/run", { running, speed });
export const fund = (rate) => post("/control/funding", { rate });
export const trade = (venue, order) => post(`/control/exchanges/${venue}/orders`, order);
export const plantFault = (fault) => post("/control/faults", fault);
export const exchangeFaults = () => get("/control/faults");
export const healExchanges = () => remove("/control/faults");

export async function book(venue) {
  const { accounts } = await get(`/control/exchanges/${venue}/book`);
  return accounts;
}

export async function books() {
  return Promise.all(VENUES.map(async (venue) => [venue, await book(venue)]));
}

// Every wallet's coins in one line of text.
export function holdings(wallets) {
  const sums = new Map();
  for (const coins of Object.values(wallets)) {
    for (const [coin, { total }] of Object.entries(coins)) sums.set(coin, (sums.get(coin) ?? 0) + Number(total));
  }
  return [...sums].map(([coin, sum]) => `${sum.toLocaleString("en", { maximumFractionDigits: 4 })} ${coin}`).join(", ");
}
