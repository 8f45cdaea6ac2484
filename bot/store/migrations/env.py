"""What Alembic runs: the migrations, over the connection that `bot.store.migrate` hands it."""

from alembic import context

from bot.store.schema import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
