"""Pages → sheets: every scan accounted for, none guessed."""
