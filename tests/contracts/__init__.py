"""One list of cases for every way to trade: paper, Binance, Bybit, Bitget classic and unified."""
