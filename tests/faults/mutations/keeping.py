"""Promises of the database, of the breakers, of messages and of secrets that would be broken in silence."""

from tests.faults.mutations.mutant import Mutant

ENGINE, BREAKER = "adapters/persistence/engine.py", "adapters/exchanges/circuit_breaker.py"
WRITING = ("tests/persistence/test_writer.py", "tests/persistence/test_unit_of_work.py")
OUTBOX = ("tests/persistence/test_outbox.py",)
BREAKERS = ("tests/adapters/test_breaker.py",)
LOGS = ("tests/adapters/test_logs.py",)
SENDING = ("tests/bot/test_sender.py", "tests/bot/test_notifier.py")
WORKING = ("tests/persistence/test_working_set.py",)

MUTANTS = (
    Mutant(
        name="an unfinished change is everybody's",
        file="adapters/persistence/memory.py",
        old="hold(form, kept.twin(), stored=None, twin=kept)",
        new="hold(form, kept, stored=None, twin=kept.twin())",
        tests=WORKING,
    ),
    Mutant(
        name="an older state takes the place of a newer one",
        file="adapters/persistence/working_set.py",
        old="        if known is not None and known.version > aggregate.version:\n            return\n",
        new="",
        tests=WORKING,
    ),
    Mutant(
        name="a commit during the loading is missed",
        file="adapters/persistence/working_set.py",
        old="        if commits == self._commits:\n",
        new="        if commits <= self._commits:\n",
        tests=WORKING,
    ),
    Mutant(
        name="what has ended stays in the working set",
        file="adapters/persistence/working_set.py",
        old="        new = self._places_of(aggregate) if self._keeps(aggregate) else ()\n",
        new="        new = self._places_of(aggregate)\n",
        tests=WORKING,
    ),
    Mutant(
        name="transactions begin deferred",
        file=ENGINE,
        old='        connection.exec_driver_sql("BEGIN IMMEDIATE")\n',
        new='        connection.exec_driver_sql("BEGIN")\n',
        tests=WRITING,
    ),
    Mutant(
        name="commits are not forced to the disk",
        file=ENGINE,
        old='    FULL = "FULL"\n',
        new='    FULL = "NORMAL"\n',
        tests=WRITING,
    ),
    Mutant(
        name="errors of the database show their values",
        file=ENGINE,
        old='engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True,',
        new='engine = create_engine(url.set(drivername="sqlite"), hide_parameters=False,',
        tests=WRITING,
    ),
    Mutant(
        name="amounts are stored as floats",
        file="adapters/persistence/columns.py",
        old="        return None if value is None else decimal_text(value)\n",
        new="        return None if value is None else str(float(value))\n",
        tests=("tests/persistence/test_codec.py", "tests/persistence/test_repositories.py"),
    ),
    Mutant(
        name="a lost update is not noticed",
        file="adapters/persistence/plan.py",
        old="rows).rowcount != len(rows):\n",
        new="rows).rowcount > len(rows):\n",
        tests=WRITING,
    ),
    Mutant(
        name="a refused work takes nothing back",
        file="adapters/persistence/writer.py",
        old='    connection.exec_driver_sql("ROLLBACK TO work")\n',
        new="",
        tests=WRITING,
    ),
    Mutant(
        name="two instances on one database",
        file="adapters/persistence/lease.py",
        old='            connection.execute("BEGIN EXCLUSIVE")\n',
        new='            connection.execute("BEGIN")\n',
        tests=("tests/persistence/test_writer.py",),
    ),
    Mutant(
        name="events are marked before they are told",
        file="adapters/messaging/outbox.py",
        old="        reached(Point.NEWS_DUE)\n        lanes",
        new='        await self._mark([row["seq"] for row in rows])\n        lanes',
        tests=OUTBOX,
    ),
    Mutant(
        name="half-open admits everybody",
        file=BREAKER,
        old=" or (self.state is BreakerState.HALF_OPEN and self._is_probing):",
        new=":",
        tests=BREAKERS,
    ),
    Mutant(
        name="business errors trip the breaker",
        file=BREAKER,
        old="        except ExchangeUnavailable:\n            verdict = Verdict.FAILURE\n            raise\n",
        new="        except Exception:\n            verdict = Verdict.FAILURE\n            raise\n",
        tests=BREAKERS,
    ),
    Mutant(
        name="an order is the guinea pig",
        file=BREAKER,
        old="        if self.state is BreakerState.HALF_OPEN and probe is not None:\n",
        new="        if self.state is BreakerState.OPEN and probe is not None:\n",
        tests=BREAKERS,
    ),
    Mutant(
        name="a late result of before speaks about now",
        file=BREAKER,
        old="        if generation != self._generation:\n            return\n",
        new="",
        tests=BREAKERS,
    ),
    Mutant(
        name="failing entries hold back closes",
        file="adapters/exchanges/order_entry.py",
        old="        lane = Lane.CLOSE if order.reduce_only else Lane.OPEN\n",
        new="        lane = Lane.OPEN\n",
        tests=("tests/contracts/test_faults.py::test_opens_fail_fast_while_closes_go_on",),
    ),
    Mutant(
        name="a clear answer is repeated",
        file="adapters/exchanges/retry.py",
        old="        retry=retry_if_exception_type(ExchangeUnavailable),\n",
        new="        retry=retry_if_exception_type(Exception),\n",
        tests=("tests/adapters/test_retry.py",),
    ),
    Mutant(
        name="one subscriber's failure is everybody's",
        file="adapters/messaging/event_bus.py",
        old="    except Exception as error:",
        new="    except KeyError as error:",
        tests=("tests/adapters/test_event_bus.py",),
    ),
    Mutant(
        name="a message that stands is sent again",
        file="bot/cards.py",
        old="        elif card.content_hash == content_hash(parcel.screen):\n",
        new='        elif card.content_hash == "":\n',
        tests=SENDING,
    ),
    Mutant(
        name="telegram's pause is not honoured",
        file="bot/sender.py",
        old="        self.gate.close_for(pause_seconds)\n        self.backlog",
        new="        self.backlog",
        tests=SENDING,
    ),
    Mutant(
        name="names are not escaped",
        file="bot/texts.py",
        old="{name: _escaped(value) for name, value in values.items()}",
        new="dict(values)",
        tests=("tests/bot/test_texts.py",),
    ),
    Mutant(
        name="tracebacks show values",
        file="adapters/logs.py",
        old="        diagnose=False,\n",
        new="        diagnose=True,\n",
        tests=LOGS,
    ),
    Mutant(
        name="ccxt may speak of its headers",
        file="adapters/logs.py",
        old='"ccxt": logging.WARNING, ',
        new='"ccxt": logging.DEBUG, ',
        tests=LOGS,
    ),
    Mutant(
        name="a secret shows in its repr",
        file="core/domain/values.py",
        old="    secret: str = field(repr=False)\n",
        new="    secret: str\n",
        tests=("tests/domain/test_values.py",),
    ),
    Mutant(
        name="a sealed key opens for somebody else",
        file="adapters/vault.py",
        old="    return orjson.dumps([PURPOSE, FORM, follower_id, account_id, str(exchange)])\n",
        new="    return orjson.dumps([PURPOSE, FORM, str(exchange)])\n",
        tests=("tests/persistence/test_vault.py",),
    ),
    Mutant(
        name="updates are acknowledged though they are not kept",
        file="bot/inbox.py",
        old="            except StorageError:\n                logger.bind(update=update.update_id, pause_s=pause)",
        new="            except StorageError:\n                return True\n"
        "                logger.bind(update=update.update_id, pause_s=pause)",
        tests=("tests/bot/test_inbox.py",),
    ),
)
