"""Numbers as people of a language read them: Decimals in, texts out. Rounds for the eye only, computes nothing."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
AMOUNT_DIGITS = 8
PRICE_DIGITS = 6
"""Significant digits of a price below one thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`point` parts the decimals, `group` the thousands."""

    point: str
    group: str

    def money(self, value: Decimal) -> str:
        """Quote coin with two decimals; less than a cent keeps its first digits."""
        if value and abs(value) < CENT:
            return self.plain(_significant(value, 2))
        return self._dressed(f"{value.quantize(CENT, rounding=ROUND_HALF_EVEN):,f}")

    def signed(self, value: Decimal) -> str:
        """Money with its sign always written, so that colour is never needed."""
        return self._with_sign(value, self.money(abs(value)))

    def amount(self, value: Decimal) -> str:
        return self.plain(value.quantize(Decimal(1).scaleb(-AMOUNT_DIGITS)))

    def price(self, value: Decimal) -> str:
        """Two decimals at least, as prices are written: 64,250.50, and 0.0000123457 for what is cheap."""
        exact = value if abs(value) >= 1000 else _significant(value, PRICE_DIGITS)
        rounded = exact.quantize(CENT, rounding=ROUND_HALF_EVEN)
        return self._dressed(f"{rounded:,f}") if abs(value) >= 1000 or rounded == exact else self.plain(exact)

    def number(self, value: Decimal) -> str:
        """A figure whose kind nobody knows: rounded as a price, but without needless zeros."""
        if abs(value) >= 1000:
            return self.plain(value.quantize(CENT, rounding=ROUND_HALF_EVEN))
        return self.plain(_significant(value, PRICE_DIGITS))

    def percent(self, fraction: Decimal) -> str:
        return f"{self.plain(fraction.scaleb(2).quantize(CENT))}%"

    def signed_percent(self, fraction: Decimal) -> str:
        """What rounds to nothing has no sign."""
        rounded = fraction.quantize(CENT.scaleb(-2))
        return self._with_sign(rounded, self.percent(abs(rounded)))

    def basis_points(self, fraction: Decimal) -> str:
        """Signed hundredths of a percent, one decimal."""
        points = fraction.scaleb(4).quantize(Decimal("0.1"))
        return self._with_sign(points, self.plain(abs(points)))

    def points(self, fraction: Decimal) -> str:
        """Hundredths of a percent, without a sign: a word beside it says which way."""
        return self.plain(fraction.scaleb(4).quantize(Decimal("0.1")))

    def fine_percent(self, fraction: Decimal) -> str:
        """A small difference of prices: two digits that mean something."""
        return f"{self.plain(_significant(fraction.scaleb(2), 2))}%"

    def money_text(self, text: str) -> str:
        """Figures of a verdict travel as texts; what is none stays as it is."""
        return self.money(Decimal(text)) if is_figure(text) else text

    def amount_text(self, text: str) -> str:
        return self.amount(Decimal(text)) if is_figure(text) else text

    def price_text(self, text: str) -> str:
        """Of whatever kind: a count is written like a price, without needless zeros."""
        return self.number(Decimal(text)) if is_figure(text) else text

    def typed(self, text: str) -> str:
        """A preset such as `0.25x`, as people of the language would type it."""
        return text.replace(".", self.point)

    def seconds(self, value: Decimal) -> str:
        """A delay as people feel it: two digits that mean something, whole seconds from ten on."""
        return self.plain(value.quantize(Decimal(1)) if value >= 10 else _significant(value, 2))

    def plain(self, value: Decimal) -> str:
        """All digits that mean something."""
        text = f"{value:,f}"
        return self._dressed(text.rstrip("0").rstrip(".") if "." in text else text)

    def _dressed(self, text: str) -> str:
        return text.replace(",", "\0").replace(".", self.point).replace("\0", self.group)

    def _with_sign(self, value: Decimal, text: str) -> str:
        if not value:
            return text
        return f"{'+' if value > 0 else '-'}{text}"


def is_figure(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").replace(".", "", 1).isdigit()


def _significant(value: Decimal, digits: int) -> Decimal:
    if not value:
        return Decimal(0)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=ROUND_HALF_EVEN)
