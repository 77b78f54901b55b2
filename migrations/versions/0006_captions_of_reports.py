"""captions of reports"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a default of the database's own, the table need not be made anew for the rows that are there.
    with op.batch_alter_table('learning_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('media', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    with op.batch_alter_table('learning_report', schema=None) as batch_op:
        batch_op.drop_column('media')
