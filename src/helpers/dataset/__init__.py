"""The data package: its descriptor, its rules, its tables, and what was known of each contact on a day."""
