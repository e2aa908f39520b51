"""Draw the figures of the handouts, in both languages, from data that ship."""
