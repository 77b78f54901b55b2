"""the cup"""

import sqlalchemy as sa
import sqlmodel
import app.models.types
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cup_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(40), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('time_zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('awards', sa.JSON(), nullable=False),
    sa.Column('blind', sa.Boolean(), nullable=False),
    sa.Column('jurors_per_entry', sa.Integer(), nullable=False),
    sa.Column('entries_per_organisation', sa.Integer(), nullable=False),
    sa.Column('repair_days', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.Column('released_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['copied_from_id'], ['cup_edition.id'], ),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('year')
    )
    with op.batch_alter_table('cup_edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_edition_phase'), ['phase'], unique=False)

    op.create_table('cup_calculation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('results', sa.JSON(), nullable=False),
    sa.Column('inputs_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('results_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cup_calculation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_calculation_edition_id'), ['edition_id'], unique=False)

    op.create_table('cup_conflict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('derived', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('edition_id', 'organisation_id', 'user_id', 'kind', 'derived')
    )
    with op.batch_alter_table('cup_conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_conflict_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_conflict_user_id'), ['user_id'], unique=False)

    op.create_table('cup_criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('learning', sa.Boolean(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('edition_id', 'code')
    )
    with op.batch_alter_table('cup_criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_criterion_edition_id'), ['edition_id'], unique=False)

    op.create_table('cup_edition_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('before', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('after', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cup_edition_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_edition_event_edition_id'), ['edition_id'], unique=False)

    op.create_table('cup_juror',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('expertise', sa.JSON(), nullable=False),
    sa.Column('countries', sa.JSON(), nullable=False),
    sa.Column('max_load', sa.Integer(), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('named', sa.Boolean(), nullable=False),
    sa.Column('conflicts_declared_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('invited_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('answered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.ForeignKeyConstraint(['invited_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('edition_id', 'email'),
    sa.UniqueConstraint('edition_id', 'user_id'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('cup_juror', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_juror_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_juror_user_id'), ['user_id'], unique=False)

    op.create_table('cup_phase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(40), nullable=False),
    sa.Column('starts_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('enter', sa.Boolean(), nullable=False),
    sa.Column('screen', sa.Boolean(), nullable=False),
    sa.Column('read', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Boolean(), nullable=False),
    sa.Column('decide', sa.Boolean(), nullable=False),
    sa.Column('results', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('edition_id', 'phase')
    )
    with op.batch_alter_table('cup_phase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_phase_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_phase_starts_at'), ['starts_at'], unique=False)

    op.create_table('cup_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('limit', sa.Integer(), nullable=True),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cup_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_question_edition_id'), ['edition_id'], unique=False)

    op.create_table('cup_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('licence', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('consent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('consent_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_by_id', sa.Integer(), nullable=True),
    sa.Column('consent_record', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('redactions', sa.JSON(), nullable=False),
    sa.Column('hidden_from_jury', sa.JSON(), nullable=False),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('what_changed', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('anchor', sa.Boolean(), nullable=False),
    sa.Column('repair_due', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('award', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('submitted_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['learning_case.id'], ),
    sa.ForeignKeyConstraint(['consent_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.ForeignKeyConstraint(['on_behalf_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['previous_id'], ['cup_entry.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('edition_id', 'case_id')
    )
    with op.batch_alter_table('cup_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_entry_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_entry_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_entry_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_entry_state'), ['state'], unique=False)

    op.create_table('cup_reminder',
    sa.Column('juror_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('occasion', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['juror_id'], ['cup_juror.id'], ),
    sa.PrimaryKeyConstraint('juror_id', 'round', 'occasion')
    )
    op.create_table('cup_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('result', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('award', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('strengths', sa.JSON(), nullable=False),
    sa.Column('next_step', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('message', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('parked_by_id', sa.Integer(), nullable=True),
    sa.Column('parked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.ForeignKeyConstraint(['parked_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id')
    )
    op.create_table('cup_entry_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('before', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('after', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('message', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cup_entry_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_entry_event_entry_id'), ['entry_id'], unique=False)

    op.create_table('cup_entry_view',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'user_id', 'what', 'day')
    )
    with op.batch_alter_table('cup_entry_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_entry_view_user_id'), ['user_id'], unique=False)

    op.create_table('cup_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cup_note', schema=None) as batch_op:
        batch_op.create_index('ix_cup_note_entry', ['entry_id', 'at'], unique=False)

    op.create_table('cup_scorecard',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('juror_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('passages', sa.JSON(), nullable=False),
    sa.Column('strengths', sa.JSON(), nullable=False),
    sa.Column('next_step', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('decline_reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('assigned_by_id', sa.Integer(), nullable=True),
    sa.Column('assigned_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('saved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('final_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('reopened_reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assigned_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['edition_id'], ['cup_edition.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.ForeignKeyConstraint(['juror_id'], ['cup_juror.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'juror_id', 'round')
    )
    with op.batch_alter_table('cup_scorecard', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_scorecard_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_scorecard_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cup_scorecard_juror_id'), ['juror_id'], unique=False)

    op.create_table('cup_screening',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('submission', sa.Integer(), nullable=False),
    sa.Column('on_appeal', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(40), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'submission', 'on_appeal', 'by_id')
    )
    with op.batch_alter_table('cup_screening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_screening_entry_id'), ['entry_id'], unique=False)

    op.create_table('cup_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('content_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['cup_entry.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'number')
    )
    with op.batch_alter_table('cup_submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cup_submission_entry_id'), ['entry_id'], unique=False)

    with op.batch_alter_table('learning_case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_behalf_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('fk_learning_case_on_behalf', 'user_account', ['on_behalf_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('learning_case', schema=None) as batch_op:
        batch_op.drop_constraint('fk_learning_case_on_behalf', type_='foreignkey')
        batch_op.drop_column('on_behalf_by_id')

    with op.batch_alter_table('cup_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_submission_entry_id'))

    op.drop_table('cup_submission')
    with op.batch_alter_table('cup_screening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_screening_entry_id'))

    op.drop_table('cup_screening')
    with op.batch_alter_table('cup_scorecard', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_scorecard_juror_id'))
        batch_op.drop_index(batch_op.f('ix_cup_scorecard_entry_id'))
        batch_op.drop_index(batch_op.f('ix_cup_scorecard_edition_id'))

    op.drop_table('cup_scorecard')
    with op.batch_alter_table('cup_note', schema=None) as batch_op:
        batch_op.drop_index('ix_cup_note_entry')

    op.drop_table('cup_note')
    with op.batch_alter_table('cup_entry_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_entry_view_user_id'))

    op.drop_table('cup_entry_view')
    with op.batch_alter_table('cup_entry_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_entry_event_entry_id'))

    op.drop_table('cup_entry_event')
    op.drop_table('cup_decision')
    op.drop_table('cup_reminder')
    with op.batch_alter_table('cup_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_entry_state'))
        batch_op.drop_index(batch_op.f('ix_cup_entry_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_cup_entry_edition_id'))
        batch_op.drop_index(batch_op.f('ix_cup_entry_case_id'))

    op.drop_table('cup_entry')
    with op.batch_alter_table('cup_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_question_edition_id'))

    op.drop_table('cup_question')
    with op.batch_alter_table('cup_phase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_phase_starts_at'))
        batch_op.drop_index(batch_op.f('ix_cup_phase_edition_id'))

    op.drop_table('cup_phase')
    with op.batch_alter_table('cup_juror', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_juror_user_id'))
        batch_op.drop_index(batch_op.f('ix_cup_juror_edition_id'))

    op.drop_table('cup_juror')
    with op.batch_alter_table('cup_edition_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_edition_event_edition_id'))

    op.drop_table('cup_edition_event')
    with op.batch_alter_table('cup_criterion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_criterion_edition_id'))

    op.drop_table('cup_criterion')
    with op.batch_alter_table('cup_conflict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_conflict_user_id'))
        batch_op.drop_index(batch_op.f('ix_cup_conflict_edition_id'))

    op.drop_table('cup_conflict')
    with op.batch_alter_table('cup_calculation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_calculation_edition_id'))

    op.drop_table('cup_calculation')
    with op.batch_alter_table('cup_edition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cup_edition_phase'))

    op.drop_table('cup_edition')
