"""Machine-coded rows beside the curated contacts: what the notebook `machine_coded.ipynb` shows. Needs no extra."""
