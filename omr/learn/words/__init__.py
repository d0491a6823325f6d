"""What printed words mean: titles, form codes, the names of items and options."""
