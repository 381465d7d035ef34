"""What matching asks of the database about whom new entries may be of."""

from sqlalchemy import bindparam, case, func, or_, select

from services.cases.domain.people.blocking import CROWD, MOST_BEARERS
from services.cases.store.tables.people import knowledge, matching_key

# What a shielded service knows identifies nobody to anybody else: not in a search, not in a match, not in a name.
TELLABLE = or_(knowledge.c.shielded.is_(False), knowledge.c.organisation_id == bindparam("organisation"))
_BORNE_BY_FEW = (
    select(matching_key.c.key)
    .join(knowledge, knowledge.c.id == matching_key.c.knowledge_id)
    .where(matching_key.c.key.in_(bindparam("keys", expanding=True)), TELLABLE)
    .group_by(matching_key.c.key)
    .having(
        func.count(knowledge.c.person_id.distinct())
        <= case((matching_key.c.key.in_(bindparam("homes", expanding=True)), CROWD - 1), else_=MOST_BEARERS)
    )
)
MAY_BE = (
    select(knowledge.c.person_id)
    .join(matching_key, matching_key.c.knowledge_id == knowledge.c.id)
    .where(matching_key.c.key.in_(_BORNE_BY_FEW), TELLABLE)
    .union(
        select(knowledge.c.person_id).where(knowledge.c.nhs_number.in_(bindparam("numbers", expanding=True)), TELLABLE)
    )
)
CROWDS = (
    select(matching_key.c.key, func.count(knowledge.c.person_id.distinct()))
    .join(knowledge, knowledge.c.id == matching_key.c.knowledge_id)
    .where(matching_key.c.key.in_(bindparam("keys", expanding=True)), TELLABLE)
    .group_by(matching_key.c.key)
)
OF_PEOPLE = (
    select(knowledge)
    .where(knowledge.c.person_id.in_(bindparam("people", expanding=True)), TELLABLE)
    .order_by(knowledge.c.id)
)
BEARERS = (
    select(knowledge.c.given_folded, knowledge.c.family_folded, func.count(knowledge.c.person_id.distinct()))
    .where(
        knowledge.c.family_folded.in_(bindparam("families", expanding=True)),
        knowledge.c.given_folded.in_(bindparam("givens", expanding=True)),
        TELLABLE,
    )
    .group_by(knowledge.c.given_folded, knowledge.c.family_folded)
)
LOOK_UPS = (MAY_BE, CROWDS, OF_PEOPLE, BEARERS)
"""What is asked for each batch of new entries, under the lock under which people are matched."""
