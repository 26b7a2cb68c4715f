"""Charts: `draw(ax, frame, narrow=…)`; they load, count and save nothing."""
