"""cards of versions: what lists show of a content"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BATCH = 500
VERSION = sa.table(
    'case_version',
    sa.column('id', sa.Integer),
    sa.column('number', sa.Integer),
    sa.column('content', sa.JSON),
    sa.column('card', sa.JSON),
)


def upgrade() -> None:
    # With a default of the database's own, the table need not be made anew for the rows that are there.
    with op.batch_alter_table('case_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('card', sa.JSON(), nullable=False, server_default='{}'))
    fill(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table('case_version', schema=None) as batch_op:
        batch_op.drop_column('card')


def fill(connection) -> None:
    """Write the cards of the versions that are public already, a batch at a time."""
    last = 0
    rows = sa.select(VERSION.c.id, VERSION.c.content).where(VERSION.c.number.is_not(None)).order_by(VERSION.c.id)
    change = sa.update(VERSION).where(VERSION.c.id == sa.bindparam('version_id')).values(card=sa.bindparam('made'))
    while found := connection.execute(rows.where(VERSION.c.id > last).limit(BATCH)).all():
        connection.execute(change, [{'version_id': key, 'made': card(content)} for key, content in found])
        last = found[-1].id


def card(content):
    """As app.content.card made it when this migration was written; later changes of that are no concern of it."""
    summary = {name: text for name, text in content.get('summary', {}).items() if name in ('title', 'summary')}
    lessons = [
        {name: lesson[name] for name in ('key', 'statement') if name in lesson}
        for lesson in content.get('lessons', {}).get('lessons', [])[:1]
    ]
    media = [
        {name: item[name] for name in ('medium',) if name in item} for item in content.get('media', {}).get('media', [])
    ]
    parts = {
        'summary': summary,
        'facts': content.get('facts', {}),
        'lessons': {'lessons': lessons} if lessons else {},
        'media': {'media': media} if media else {},
    }
    return {name: data for name, data in parts.items() if data}
