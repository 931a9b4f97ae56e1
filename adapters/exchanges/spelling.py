"""ccxt's base with a cheap birth: the second spelling of its methods' names is made once per class. Speaks to nobody.

ccxt walks over all of its names whenever a client is born, to give fetch_orders a twin fetchOrders: nearly all of the
time that takes, and with it the loop stands still for a thousand accounts at a start.
"""

from collections.abc import Iterable, Mapping
from types import MethodType
from typing import ClassVar

from ccxt.async_support.base.exchange import Exchange as CcxtBase


class SpelledOnce(CcxtBase):  # type: ignore[misc]
    """The methods' twins are on the class since its first client; only values are spelled anew."""

    own_values: ClassVar[dict[type, frozenset[str]]] = {}
    """Of each class that has its twins: the names on it that are no methods."""

    def __init__(self, config: Mapping[str, object]) -> None:
        super().__init__(config)
        kind = type(self)
        if kind not in self.own_values:
            found = (name for name in dir(kind) if not isinstance(getattr(self, name, None), MethodType))
            self.own_values[kind] = frozenset(found)

    def __dir__(self) -> Iterable[str]:
        """What ccxt walks over."""
        known = self.own_values.get(type(self))
        return super().__dir__() if known is None else known.union(vars(self))
