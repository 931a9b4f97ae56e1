"""The story's first half: invitations, keys, a leader, three follows with three sizings. Trades nothing."""

import re
from functools import partial

from adapters.sandbox.demo.cast import ANN, BOHDAN, CLEO, LEV, OLENA, Role, key_text
from adapters.sandbox.demo.company import Company
from adapters.sandbox.demo.person import Person
from adapters.sandbox.demo.trouble import StoryBroken

TOO_MIGHTY = "risky@binance"
_START = re.compile(r"start=(\S+)")


async def invite(company: Company, *roles: Role) -> None:
    """One invitation each: a code works once."""
    operator = company.person(OLENA)
    await operator.asks("/start", "home-title")
    for role in roles:
        await operator.asks("/admin", "admin-title")
        await operator.press("button-admin-invite")
        await operator.sees("invite-title")
        await operator.press("button-invite-make")
        screen = await operator.sees("admin-invite")
        link = _START.search(screen.text)
        if link is None:
            raise StoryBroken(f"no link in: {screen.text}")
        await company.person(role).asks(f"/start {link[1]}", "home-title")


async def link_key(company: Company, role: Role) -> None:
    """By key, on paper at first."""
    person = company.person(role)
    await _ask_for_key(person, role)
    await person.asks(key_text(company.stage.handshake, role.account), "account-linked")


async def show_refusal(company: Company, role: Role) -> None:
    """A key that can withdraw gets nowhere."""
    person = company.person(role)
    await _ask_for_key(person, role)
    await person.asks(key_text(company.stage.handshake, TOO_MIGHTY), "refusal-key-can-withdraw")
    await person.asks("/cancel", "cancelled")


async def go_live(company: Company, role: Role) -> None:
    """From the card of the account just linked."""
    person = company.person(role)
    await person.goes("button-account-live", "button-live-now")
    await person.sees("account-is-live")


async def link_paper(company: Company, role: Role) -> None:
    """Without any key."""
    person = company.person(role)
    await person.asks("/connect", "connect-exchange")
    await person.goes(role.venue.title(), "button-paper-now")
    await person.sees("account-linked-paper")


async def lead(company: Company) -> None:
    leader = company.person(LEV)
    screen = await leader.asks("/lead", "lead-account")
    await leader.press(LEV.venue.title(), on=screen)
    await leader.sees("lead-name")
    await leader.asks(LEV.name, "lead-published")


async def follow_asking_first(company: Company) -> None:
    """Ann: the leader's share of equity, one question per entry."""
    ann = company.person(ANN)
    await _choose_leader(ann)
    await ann.press("button-sizing-equity_proportional")
    await ann.insists(partial(ann.press, "1x"), "form-mode-auto")
    await ann.press("button-mode-ask")
    await ann.sees("form-mode-ask")
    await ann.press("button-start-follow")
    await ann.sees("follow-started")


async def follow_with_fixed_amount(company: Company) -> None:
    """Bohdan: the same money every time, at once. The size is typed."""
    bohdan = company.person(BOHDAN)
    await _choose_leader(bohdan)
    await bohdan.press("button-sizing-fixed_quote")
    await bohdan.sees("form-size-fixed_quote")
    await bohdan.insists(partial(bohdan.send, "$1000"), "form-mode-auto")
    await bohdan.press("button-start-follow")
    await bohdan.sees("follow-started")


async def follow_at_once(company: Company) -> None:
    """Ann again, where nobody waits for questions: the leader's share of equity, copied at once."""
    ann = company.person(ANN)
    await _choose_leader(ann)
    await ann.press("button-sizing-equity_proportional")
    await ann.insists(partial(ann.press, "1x"), "form-mode-auto")
    await ann.press("button-start-follow")
    await ann.sees("follow-started")


async def follow_daringly(company: Company) -> None:
    """Cleo: a tenth of equity, always at 50x."""
    cleo = company.person(CLEO)
    await _choose_leader(cleo)
    await cleo.press("button-sizing-equity_percent")
    await cleo.insists(partial(cleo.press, "10%"), "form-mode-auto")
    await cleo.press("button-limits")
    await _open_rule(cleo, "rule-leverage")
    await cleo.asks("50", "form-limits")
    await _open_rule(cleo, "rule-leverage_policy")
    await cleo.goes("choice-fixed", "button-done")
    await cleo.sees("form-mode-auto")
    await cleo.press("button-start-follow")
    await cleo.sees("follow-started")


async def _ask_for_key(person: Person, role: Role) -> None:
    await person.asks("/connect", "connect-exchange")
    await person.goes(role.venue.title(), "button-add-key")
    await person.sees("connect-key")


async def _choose_leader(person: Person) -> None:
    await person.asks("/follow", "leaders-title")
    await person.goes(LEV.name, "button-follow")


async def _open_rule(person: Person, rule: str) -> None:
    await person.press("rule-button", name=person.book.says(rule))
    await person.sees("form-rule", name=person.book.says(rule))
