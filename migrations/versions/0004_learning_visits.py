"""learning visits"""

import sqlalchemy as sa
import sqlmodel
import app.models.types
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('visit_answer_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('visit_answer_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_answer_link_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_answer_link_user_id'), ['user_id'], unique=False)

    op.create_table('visit_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('verb', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('before', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('after', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('message', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_event', schema=None) as batch_op:
        batch_op.create_index('ix_visit_event_about', ['about', 'about_id'], unique=False)

    op.create_table('visit_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('budget', sa.Integer(), nullable=False),
    sa.Column('currency', sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
    sa.Column('min_visits', sa.Integer(), nullable=False),
    sa.Column('week_capacity', sa.Integer(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('seed', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('time_limit', sa.Integer(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('published_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('visit_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_round_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_round_year'), ['year'], unique=False)

    op.create_table('visit_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('progress', sa.JSON(), nullable=False),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('inputs_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('plan_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ready_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('published_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('round_id', 'number')
    )
    with op.batch_alter_table('visit_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_plan_round_id'), ['round_id'], unique=False)

    op.create_table('visit_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('visits', sa.Boolean(), nullable=False),
    sa.Column('coaching', sa.Boolean(), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('interpreter', sa.Boolean(), nullable=False),
    sa.Column('people_cap', sa.Integer(), nullable=False),
    sa.Column('parties_per_visit', sa.Integer(), nullable=False),
    sa.Column('visits_per_year', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('months_open', sa.JSON(), nullable=False),
    sa.Column('months_visible', sa.JSON(), nullable=False),
    sa.Column('blackouts', sa.JSON(), nullable=False),
    sa.Column('provides', sa.JSON(), nullable=False),
    sa.Column('conditions', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('fixed_cost', sa.Integer(), nullable=True),
    sa.Column('person_cost', sa.Integer(), nullable=True),
    sa.Column('coaching_hours', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('time_zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('on_behalf_by_id', sa.Integer(), nullable=True),
    sa.Column('consent_record', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['learning_case.id'], ),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['on_behalf_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('visit_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_offer_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_offer_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_offer_state'), ['state'], unique=False)

    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('uid', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('time_zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('meeting_point', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('emergency', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=True),
    sa.Column('ended_by', sa.String(40), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['host_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['visit_offer.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('uid')
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_starts_on'), ['starts_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_state'), ['state'], unique=False)

    op.create_table('visit_demand',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('offer_id', sa.Integer(), nullable=True),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('women', sa.Integer(), nullable=True),
    sa.Column('youth', sa.Integer(), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('needs_note', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('windows', sa.JSON(), nullable=False),
    sa.Column('blackouts', sa.JSON(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('own_budget', sa.Integer(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('waited', sa.Integer(), nullable=False),
    sa.Column('last_start', sa.Date(), nullable=True),
    sa.Column('on_behalf_by_id', sa.Integer(), nullable=True),
    sa.Column('consent_record', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['learning_case.id'], ),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['visit_offer.id'], ),
    sa.ForeignKeyConstraint(['on_behalf_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('visit_demand', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_demand_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_demand_last_start'), ['last_start'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_demand_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_demand_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_demand_state'), ['state'], unique=False)

    op.create_table('coaching',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('coach_id', sa.Integer(), nullable=False),
    sa.Column('coached_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('goals', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('result', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['learning_case.id'], ),
    sa.ForeignKeyConstraint(['coach_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['coached_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('coaching', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coaching_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_coach_id'), ['coach_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_coached_id'), ['coached_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_coaching_visit_id'), ['visit_id'], unique=False)

    op.create_table('learning_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('seen', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('surprised', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('not_here', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('goals', sa.JSON(), nullable=False),
    sa.Column('why_none', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('host_comment', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('host_commented_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('host_commented_by_id', sa.Integer(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('licence', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('consent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('consent_by_id', sa.Integer(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('published_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['learning_case.id'], ),
    sa.ForeignKeyConstraint(['consent_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['host_commented_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('visit_id', 'organisation_id')
    )
    with op.batch_alter_table('learning_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_report_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_report_published_at'), ['published_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_report_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_report_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_budget_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('spent', sa.Integer(), nullable=True),
    sa.Column('paid_by', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_budget_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_budget_line_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('indicator', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('visitor_signed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('visitor_signed_by_id', sa.Integer(), nullable=True),
    sa.Column('host_signed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('host_signed_by_id', sa.Integer(), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['host_signed_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.ForeignKeyConstraint(['visitor_signed_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_goal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_goal_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('visit_id', 'email')
    )
    with op.batch_alter_table('visit_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_invitation_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_itinerary_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=True),
    sa.Column('ends_at', sa.Time(), nullable=True),
    sa.Column('time_zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('responsible', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_itinerary_item', schema=None) as batch_op:
        batch_op.create_index('ix_visit_itinerary_day', ['visit_id', 'day'], unique=False)

    op.create_table('visit_participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('side', sa.String(40), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('role', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('gender', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('age_band', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('phone', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('needs_note', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('consent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('pictures_ok', sa.Boolean(), nullable=False),
    sa.Column('visa', sa.String(40), nullable=False),
    sa.Column('passport', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('insured', sa.Boolean(), nullable=False),
    sa.Column('attended', sa.Boolean(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_participant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_participant_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_participant_user_id'), ['user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_participant_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('visitor_id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('components', sa.JSON(), nullable=False),
    sa.Column('cost', sa.Integer(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('instead_of_id', sa.Integer(), nullable=True),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('declined_by', sa.String(40), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('other_days', sa.JSON(), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('reminded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('agreed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['demand_id'], ['visit_demand.id'], ),
    sa.ForeignKeyConstraint(['host_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['instead_of_id'], ['visit_proposal.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['visit_offer.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['visit_plan.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.ForeignKeyConstraint(['visitor_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('visit_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_proposal_demand_id'), ['demand_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_visit_id'), ['visit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_proposal_visitor_id'), ['visitor_id'], unique=False)

    op.create_table('visit_round_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['demand_id'], ['visit_demand.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['visit_offer.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['visit_round.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('round_id', 'demand_id', 'offer_id')
    )
    with op.batch_alter_table('visit_round_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_round_pair_round_id'), ['round_id'], unique=False)

    op.create_table('visit_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('who', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('reminded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['done_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('visit_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_task_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_task_visit_id'), ['visit_id'], unique=False)

    op.create_table('coaching_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('coaching_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('channel', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('notes', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.Column('next_step', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['coaching_id'], ['coaching.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('coaching_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coaching_session_coaching_id'), ['coaching_id'], unique=False)

    op.create_table('learning_commitment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('who', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('state_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['learning_report.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('learning_commitment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_commitment_report_id'), ['report_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_commitment_state'), ['state'], unique=False)

    op.create_table('visit_guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('left_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['demand_id'], ['visit_demand.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['proposal_id'], ['visit_proposal.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('visit_id', 'organisation_id')
    )
    with op.batch_alter_table('visit_guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_guest_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_guest_visit_id'), ['visit_id'], unique=False)

    op.create_table('learning_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('answer', sa.String(40), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('answered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['commitment_id'], ['learning_commitment.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('commitment_id', 'months')
    )
    with op.batch_alter_table('learning_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_check_commitment_id'), ['commitment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_check_due_on'), ['due_on'], unique=False)

    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.add_column(sa.Column('report_id', sa.Integer(), nullable=True))
        batch_op.alter_column('case_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_media_report_id'), ['report_id'], unique=False)
        batch_op.create_foreign_key('fk_media_report', 'learning_report', ['report_id'], ['id'])

    with op.batch_alter_table('cup_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('consent_medium_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('fk_cup_entry_consent_medium', 'media', ['consent_medium_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('cup_entry', schema=None) as batch_op:
        batch_op.drop_constraint('fk_cup_entry_consent_medium', type_='foreignkey')
        batch_op.drop_column('consent_medium_id')

    # What belongs to a report or shows an organisation's consent has no place in the older table.
    op.execute('DELETE FROM media WHERE case_id IS NULL')
    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.drop_constraint('fk_media_report', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_media_report_id'))
        batch_op.alter_column('case_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('report_id')

    with op.batch_alter_table('learning_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_check_due_on'))
        batch_op.drop_index(batch_op.f('ix_learning_check_commitment_id'))

    op.drop_table('learning_check')
    with op.batch_alter_table('visit_guest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_guest_visit_id'))
        batch_op.drop_index(batch_op.f('ix_visit_guest_organisation_id'))

    op.drop_table('visit_guest')
    with op.batch_alter_table('learning_commitment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_commitment_state'))
        batch_op.drop_index(batch_op.f('ix_learning_commitment_report_id'))

    op.drop_table('learning_commitment')
    with op.batch_alter_table('coaching_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coaching_session_coaching_id'))

    op.drop_table('coaching_session')
    with op.batch_alter_table('visit_task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_task_visit_id'))
        batch_op.drop_index(batch_op.f('ix_visit_task_due_on'))

    op.drop_table('visit_task')
    with op.batch_alter_table('visit_round_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_round_pair_round_id'))

    op.drop_table('visit_round_pair')
    with op.batch_alter_table('visit_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_proposal_visitor_id'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_visit_id'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_state'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_round_id'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_offer_id'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_host_id'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_expires_at'))
        batch_op.drop_index(batch_op.f('ix_visit_proposal_demand_id'))

    op.drop_table('visit_proposal')
    with op.batch_alter_table('visit_participant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_participant_visit_id'))
        batch_op.drop_index(batch_op.f('ix_visit_participant_user_id'))
        batch_op.drop_index(batch_op.f('ix_visit_participant_organisation_id'))

    op.drop_table('visit_participant')
    with op.batch_alter_table('visit_itinerary_item', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_itinerary_day')

    op.drop_table('visit_itinerary_item')
    with op.batch_alter_table('visit_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_invitation_visit_id'))

    op.drop_table('visit_invitation')
    with op.batch_alter_table('visit_goal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_goal_visit_id'))

    op.drop_table('visit_goal')
    with op.batch_alter_table('visit_budget_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_budget_line_visit_id'))

    op.drop_table('visit_budget_line')
    with op.batch_alter_table('learning_report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_report_visit_id'))
        batch_op.drop_index(batch_op.f('ix_learning_report_state'))
        batch_op.drop_index(batch_op.f('ix_learning_report_published_at'))
        batch_op.drop_index(batch_op.f('ix_learning_report_organisation_id'))

    op.drop_table('learning_report')
    with op.batch_alter_table('coaching', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coaching_visit_id'))
        batch_op.drop_index(batch_op.f('ix_coaching_state'))
        batch_op.drop_index(batch_op.f('ix_coaching_coached_id'))
        batch_op.drop_index(batch_op.f('ix_coaching_coach_id'))
        batch_op.drop_index(batch_op.f('ix_coaching_case_id'))

    op.drop_table('coaching')
    with op.batch_alter_table('visit_demand', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_demand_state'))
        batch_op.drop_index(batch_op.f('ix_visit_demand_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_visit_demand_offer_id'))
        batch_op.drop_index(batch_op.f('ix_visit_demand_last_start'))
        batch_op.drop_index(batch_op.f('ix_visit_demand_case_id'))

    op.drop_table('visit_demand')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_state'))
        batch_op.drop_index(batch_op.f('ix_visit_starts_on'))
        batch_op.drop_index(batch_op.f('ix_visit_round_id'))
        batch_op.drop_index(batch_op.f('ix_visit_offer_id'))
        batch_op.drop_index(batch_op.f('ix_visit_host_id'))

    op.drop_table('visit')
    with op.batch_alter_table('visit_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_offer_state'))
        batch_op.drop_index(batch_op.f('ix_visit_offer_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_visit_offer_case_id'))

    op.drop_table('visit_offer')
    with op.batch_alter_table('visit_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_plan_round_id'))

    op.drop_table('visit_plan')
    with op.batch_alter_table('visit_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_round_year'))
        batch_op.drop_index(batch_op.f('ix_visit_round_state'))

    op.drop_table('visit_round')
    with op.batch_alter_table('visit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_event_about')

    op.drop_table('visit_event')
    with op.batch_alter_table('visit_answer_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_answer_link_user_id'))
        batch_op.drop_index(batch_op.f('ix_visit_answer_link_about_id'))

    op.drop_table('visit_answer_link')
    op.drop_table('calendar_feed')
