"""How outlines stand together: rows, lists, tables and grids."""
