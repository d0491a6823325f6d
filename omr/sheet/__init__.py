"""An exam → printable answer sheets and their layout."""
