"""The cup of excellent experiences: editions, entries, screening, jury, judging, deliberation, proof."""
