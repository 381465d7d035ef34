"""Alembic's environment, shared by every service: the connection is handed in by `chassis.db.migrate`."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="chassis_types.",
)
context.run_migrations()
