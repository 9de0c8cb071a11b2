"""How replies to requesters fared."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.domain.delivery import Delivery
from bot.domain.ids import PostKey, TicketId
from storage.codec import Codec
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import deliveries

_SAVE = replace(deliveries, deliveries.c.post, [deliveries.c.body])
_GET = select(deliveries.c.body).where(deliveries.c.post == bindparam("post")).with_for_update()
_OF = select(deliveries.c.body).where(deliveries.c.ticket == bindparam("ticket")).order_by(deliveries.c.post)


class SqlDeliveries:
    """`bot.app.reply_ports.Deliveries`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.delivery

    def save(self, delivery: Delivery) -> None:
        values = {"post": delivery.post, "ticket": delivery.ticket, "body": self._shape.dump(delivery)}
        self._session.run(_SAVE, values)

    def get(self, post: PostKey) -> Delivery | None:
        row = self._session.one(_GET, {"post": post})
        return None if row is None else self._shape.load(row[0])

    def of(self, ticket: TicketId) -> tuple[Delivery, ...]:
        return tuple(self._shape.load(row[0]) for row in self._session.all(_OF, {"ticket": ticket}))
