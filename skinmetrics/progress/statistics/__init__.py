"""Linear models of short series whose noise remembers, and what follows from them."""
