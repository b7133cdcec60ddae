"""Numbers that a worker of the tests and the tests themselves know of each other."""

SWEEP_SECONDS, SILENCE_SECONDS = 1.0, 3.0
SOFT_SECONDS, HARD_SECONDS = 1.0, 2.0
HANGING_WIDTH = 777  # pixels of the photo that no worker comes to an end with
