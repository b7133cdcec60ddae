"""What visitors keep and give: their collection, reports of wrong answers, contributions that wait for a curator."""
