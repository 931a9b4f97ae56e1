"""Where paper accounts keep their books between restarts, as text that only they understand."""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import paper_wallets
from adapters.persistence.writer import Writer
from core.domain.values import AccountId


class SqlPaperStore:
    """Implements PaperStore."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer

    async def load(self, account_id: AccountId) -> str | None:
        row = await self._reader.row(select(paper_wallets.c.book).where(paper_wallets.c.account_id == account_id))
        return None if row is None else row["book"]

    async def save(self, account_id: AccountId, text: str) -> None:
        new = insert(paper_wallets).values(account_id=account_id, book=text)
        upsert = new.on_conflict_do_update(index_elements=["account_id"], set_={"book": text})
        await self._writer.submit(lambda connection: connection.execute(upsert).rowcount)
