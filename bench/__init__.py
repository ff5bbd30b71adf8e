"""Speed, as ratios measured side by side in one run: a corpus, the same site for each generator, a table."""
