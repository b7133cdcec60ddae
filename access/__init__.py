"""Who may ask how much: addresses, API tokens, allowances, and what is never written down. It rests on no other app."""
