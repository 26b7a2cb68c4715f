"""From a selection of contacts to measures (frames), charts (ink on axes), figures, tables and prose (exhibits)."""
