"""A leader's fills that would count twice, too late or in the wrong order; follows and people who may too much."""

from tests.faults.mutations.mutant import COPYING, Mutant

LEADER, FOLLOW, COPY = "core/domain/leader.py", "core/domain/follow.py", "core/application/handlers/copying.py"
CONFIRMATION = "core/domain/confirmation.py"
LEADERS = ("tests/domain/test_leader.py",)
PEOPLE = ("tests/domain/test_people.py",)
BOT = ("tests/bot/test_access.py", "tests/bot/test_confirmations.py")

MUTANTS = (
    Mutant(
        name="a fill counts each time it comes",
        file=LEADER,
        old="if key not in self.counted]",
        new="if key]",
        tests=LEADERS,
    ),
    Mutant(
        name="fills of two symbols share their number",
        file=LEADER,
        old='        return f"{fill.symbol}#{fill.fill_id}"\n',
        new="        return fill.fill_id\n",
        tests=LEADERS,
    ),
    Mutant(
        name="hedge sides of the leader are one",
        file=LEADER,
        old="        key = (first.symbol, first.position_side)\n",
        new="        key = (first.symbol, None)\n",
        tests=LEADERS,
    ),
    Mutant(
        name="what the leader had before is copied as new",
        file=LEADER,
        old="        return fill.at < self.since or ",
        new="        return ",
        tests=LEADERS,
    ),
    Mutant(
        name="the watermark moves backwards",
        file=LEADER,
        old="self.watermark = max(self.watermark, ",
        new="self.watermark = min(self.watermark, ",
        tests=LEADERS,
    ),
    Mutant(
        name="an event overtakes an older one",
        file=COPY,
        old="        if pending or place in way.waiting:\n",
        new="        if pending:\n",
        tests=COPYING,
    ),
    Mutant(
        name="an exit does not wait for the entry in flight",
        file=COPY,
        old="        if pending or place in way.waiting:\n",
        new="        if place in way.waiting:\n",
        tests=COPYING,
    ),
    Mutant(
        name="a stopped follow is copied",
        file=FOLLOW,
        old="            case FollowStatus.STOPPED:\n",
        new="            case FollowStatus.STOPPED if not intent.kind:\n",
        tests=PEOPLE,
    ),
    Mutant(
        name="a paused follow takes entries",
        file=FOLLOW,
        old="            case FollowStatus.PAUSED if intent.kind.adds_exposure:\n",
        new="            case FollowStatus.PAUSED if not intent.kind:\n",
        tests=(*PEOPLE, "tests/domain/test_machine.py"),
    ),
    Mutant(
        name="a paused follow takes no exits",
        file=FOLLOW,
        old="            case FollowStatus.PAUSED if intent.kind.adds_exposure:\n",
        new="            case FollowStatus.PAUSED:\n",
        tests=PEOPLE,
    ),
    Mutant(
        name="orders leave before they are durable",
        file=COPY,
        old="            await unit.commit()\n        self._reserving.release(round_)\n",
        new="            self._reserving.release(round_)\n            await unit.commit()\n",
        tests=COPYING,
    ),
    Mutant(
        name="another follow's symbol is traded too",
        file="core/application/standing.py",
        old="        return bool(owners - {follow.id})\n",
        new="        return False\n",
        tests=COPYING,
    ),
    Mutant(
        name="what is pending does not count against the limits",
        file="core/application/standing.py",
        old="        return open_value + sum(pending, ZERO)\n",
        new="        return open_value\n",
        tests=COPYING,
    ),
    Mutant(
        name="somebody else's confirmation is taken",
        file=CONFIRMATION,
        old="        if actor != self.follower_id:\n",
        new="        if not actor:\n",
        tests=PEOPLE,
    ),
    Mutant(
        name="a confirmation works twice",
        file=CONFIRMATION,
        old="        if self.answer is not None:\n            raise NotPossibleNow",
        new="        if self.answer is Answer.EXPIRED:\n            raise NotPossibleNow",
        tests=PEOPLE,
    ),
    Mutant(
        name="an expired confirmation is taken",
        file=CONFIRMATION,
        old="        if at >= self.deadline:\n",
        new="        if at < self.asked_at:\n",
        tests=PEOPLE,
    ),
    Mutant(
        name="a press is sent at any price",
        file="core/application/handlers/confirming.py",
        old="        if plan.limit_price is not None and (price - plan.limit_price) * plan.side.sign > 0:\n",
        new="        if price <= 0:\n",
        tests=("tests/application/test_asking.py",),
    ),
    Mutant(
        name="the chat is asked who it is, not the person",
        file="bot/middlewares.py",
        old="        await self._on_heard(user.id)\n        follower = await self._find(user.id)\n",
        new="        await self._on_heard(user.id)\n        chat = chat_of(event)\n"
        "        follower = await self._find(user.id if chat is None else chat.id)\n",
        tests=BOT,
    ),
    Mutant(
        name="groups may act",
        file="bot/middlewares.py",
        old='        if chat is None or chat.type != "private":\n',
        new="        if chat is None:\n",
        tests=BOT,
    ),
    Mutant(
        name="a stranger's position is closed",
        file="core/application/handlers/positions.py",
        old="    if position is None or position.owner.follower_id != actor:\n",
        new="    if position is None:\n",
        tests=("tests/application/test_positions.py",),
    ),
    Mutant(
        name="a key that can withdraw is taken",
        file="core/domain/account.py",
        old="    if rights.can_withdraw:\n        raise NotAllowed",
        new="    if rights.can_withdraw and rights.ip_bound is None:\n        raise NotAllowed",
        tests=PEOPLE,
    ),
    Mutant(
        name="a key of another account is taken",
        file="core/domain/account.py",
        old="        if self.rights is not None and self.rights.uid != rights.uid:\n",
        new="        if self.rights is not None and not rights.uid:\n",
        tests=PEOPLE,
    ),
    Mutant(
        name="a look covers fills that were never read",
        file="core/application/handlers/leader_health.py",
        old="for symbol, price in prices.items() if not look.shows_more(symbol)}",
        new="for symbol, price in prices.items()}",
        tests=("tests/application/test_leader_looks.py",),
    ),
    Mutant(
        name="news that could not be told are marked as told",
        file="adapters/messaging/outbox.py",
        old="            if self._tries[number] < MOST_TRIES:\n                return False\n",
        new="",
        tests=("tests/persistence/test_outbox.py",),
    ),
    Mutant(
        name="a message in doubt is forgotten with its subject",
        file="adapters/persistence/deliveries.py",
        old="tries=0, ghosts=deliveries.c.ghosts + _was_leaving",
        new="tries=0",
        tests=("tests/bot/test_deliveries.py",),
    ),
    Mutant(
        name="verdicts are looked for in memory only",
        file="core/application/handlers/copying.py",
        old="            return await decided_in_book(unit, intent)\n",
        new="            return await unit.decisions.decided(intent.event_key)\n",
        tests=("tests/application/test_mixed_book.py",),
    ),
)
