"""Label files of other tools, read into records and written from them; one table of formats."""
