"""What a chapter calls to show its results: records, tables, figures."""
