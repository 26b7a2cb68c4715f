"""The audit of the record: what is missing, who says so, how far coders and counts agree. Frames without ink."""
