"""From an executed notebook to HTML and PDF: one list of blocks, two outputs. The press knows no contact."""
