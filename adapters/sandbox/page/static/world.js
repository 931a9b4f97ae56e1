// The exchanges' side of the world as plain records, whatever shape the control interface gives them. No document here.
import { get, post, remove } from "./api.js";

export const VENUES = ["binance", "bybit", "bitget"];

export async function market() {
  const answer = await get("/control/market");
  const prices = answer.prices ?? answer;
  const list = Array.isArray(prices)
    ? prices.map((one) => [one.base, one.price])
    : Object.entries(prices).map(([base, price]) => [base, price?.price ?? price]);
  return {
    prices: list.filter(([, price]) => !Number.isNaN(Number(price))).map(([base, price]) => ({ base, price: String(price) })),
    isRunning: answer.running !== false,
    speed: answer.speed ?? 1,
  };
}

export const setPrice = (base, price) => post("/control/market/price", { base, price });
export const runMarket = (running, speed) => post("/control/market/run", { running, speed });
export const fund = (rate) => post("/control/funding", { rate });
export const trade = (venue, order) => post(`/control/exchanges/${venue}/orders`, order);
export const plantFault = (fault) => post("/control/faults", fault);
export const healExchanges = () => remove("/control/faults");

export async function book(venue) {
  const answer = await get(`/control/exchanges/${venue}/book`);
  return listOf(answer.accounts ?? answer).map((one) => ({
    name: one.name,
    wallets: coinsOf(one.wallets ?? {}),
    positions: listOf(one.positions ?? {}).map(positionOf).filter((position) => Number(position.amount) !== 0),
    openOrders: listOf(one.open_orders ?? []).length,
  }));
}

function listOf(records) {
  if (Array.isArray(records)) return records;
  return Object.entries(records).map(([name, fields]) => ({ name, ...fields }));
}

function positionOf(one) {
  return {
    symbol: one.symbol ?? `${one.base ?? "?"}`,
    base: one.base ?? String(one.symbol ?? "").replace(/[/:_-]?USDT.*$/, ""),
    side: String(one.side ?? "").toLowerCase(),
    amount: String(one.amount ?? "0").replace(/^-/, ""),
    entry: one.entry ?? one.entry_price ?? "",
    pnl: one.upnl ?? one.unrealised_pnl ?? one.unrealized_pnl ?? "",
    liquidation: one.liq_price ?? one.liquidation_price ?? one.liquidation ?? "",
    leverage: one.leverage ?? "",
  };
}

// Wallets come as {coin: amount}, or as {wallet: {coin: amount}}: both end as one sum per coin.
function coinsOf(wallets) {
  const sums = {};
  for (const [name, value] of Object.entries(wallets)) {
    const coins = typeof value === "object" && value !== null ? value : { [name]: value };
    for (const [coin, amount] of Object.entries(coins)) {
      const number = Number(amount?.total ?? amount);
      if (number) sums[coin] = (sums[coin] ?? 0) + number;
    }
  }
  return sums;
}
