"""The ledger: what happened, what was owed, who is to be told. It knows streams and keys, and no noun of the trade."""
