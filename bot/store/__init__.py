"""The only SQL: tables, queries and migrations."""
