"""Why an exchange says no, in neutral words; a venue translates them to its native codes. Holds no numbers."""

from enum import StrEnum


class Refusal(StrEnum):
    INSUFFICIENT_FUNDS = "insufficient_funds"
    BELOW_MIN_AMOUNT = "below_min_amount"
    BELOW_MIN_COST = "below_min_cost"
    MAX_AMOUNT = "max_amount"
    BAD_STEP = "bad_step"
    BAD_TICK = "bad_tick"
    BAD_PARAMETER = "bad_parameter"
    UNKNOWN_SYMBOL = "unknown_symbol"
    DUPLICATE_CLIENT_ID = "duplicate_client_id"
    REDUCE_ONLY = "reduce_only"
    POSITION_SIDE_MISMATCH = "position_side_mismatch"
    MODE_LOCKED = "mode_locked"
    LEVERAGE_TOO_HIGH = "leverage_too_high"
    NO_CHANGE = "no_change"
    WOULD_TRIGGER = "would_trigger"
    WOULD_TAKE = "would_take"
    NOT_FOUND = "not_found"
    NO_POSITION = "no_position"
    SYMBOL_CLOSED = "symbol_closed"


class Refused(Exception):
    """The engine did not do it and nothing changed; `text` is for people."""

    def __init__(self, refusal: Refusal, text: str = "") -> None:
        super().__init__(text or refusal.value)
        self.refusal = refusal
        self.text = text or refusal.value
